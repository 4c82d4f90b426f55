// Made by `python -m formcheck.web.page_types`: do not edit. The version of what page and server say to
// each other; a page of another version than the server reloads itself.

export const PROTOCOL = "47ebed723f46";
