// The desk's page. Everything here works on top of plain forms and links.

import "./composer.js";
import { startCards } from "./cards.js";
import { startDeeds } from "./deeds.js";
import { startQueue } from "./queue.js";
import { startThread } from "./thread.js";

startQueue();
startDeeds();
startCards();
startThread();
