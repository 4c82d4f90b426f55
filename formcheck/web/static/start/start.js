// The start page: words in the language of the browser, and nothing else; the doors are plain links.

import { speakLanguage } from "../shared/language.js";

speakLanguage("start.title");
