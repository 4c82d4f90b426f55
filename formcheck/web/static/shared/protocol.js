// The version of what page and server say to each other. A page of another version than the server reloads itself.

export const PROTOCOL = "1";
