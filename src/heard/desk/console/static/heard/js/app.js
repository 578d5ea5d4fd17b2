// What every page loads. Pages work without it; it makes them quicker to use.

import "./theme.js";
import { startTimes } from "./times.js";
import { startDialogs } from "./dialogs.js";
import { startKeys } from "./keys.js";
import { startPalette } from "./palette.js";
import { startPanels } from "./panels.js";
import { startOffline } from "./offline.js";
import { startAutosize } from "./autosize.js";

document.documentElement.classList.add("js");
startDialogs();
startKeys();
startPalette();
startPanels();
startOffline();
startAutosize();
startTimes();
if (document.body.dataset.user) import("./live.js").catch(() => document.dispatchEvent(new Event("heard:offline")));
