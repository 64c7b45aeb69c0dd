// Every page works without this. One small module per behaviour, attached by a data- attribute.
import { autosave } from "./autosave.js";
import { copy } from "./copy.js";
import { follow } from "./follow.js";
import { keys } from "./keys.js";
import { leave } from "./leave.js";
import { timer } from "./timer.js";
import { zone } from "./zone.js";

const attach = (selector, behaviour) => document.querySelectorAll(selector).forEach(behaviour);

// First, so that nothing else can keep it waiting.
attach("a[data-leave]", leave);
attach("form[data-keys]", keys);
attach("[data-copy]", copy);
attach("select[data-guess-zone]", zone);
attach("form[data-autosave]", autosave);
attach("[data-timer]", timer);
attach("[data-follow]", follow);
