// The browser of the tests, and what they hold it to.

import { createRequire } from "node:module";
import { existsSync } from "node:fs";

const require = createRequire(new URL("../../tools/package.json", import.meta.url));
const { chromium } = require("playwright-core");
export const axe = require.resolve("axe-core/axe.min.js");

const PLACES = [
  process.env.PORTICO_BROWSER,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const FLAGS = [
  ..."headless no-sandbox disable-gpu disable-quic no-first-run disable-background-networking disable-component-update disable-sync".split(" "),
  // A page is drawn and its timers run at full pace, whatever the browser thinks of being seen.
  ..."disable-backgrounding-occluded-windows disable-renderer-backgrounding disable-background-timer-throttling".split(" "),
  // Everything here is on this machine, which a page of the Internet might not reach.
  "disable-features=CalculateNativeWinOcclusion,LocalNetworkAccessChecks",
].map((flag) => `--${flag}`);
// How long anything may take, in milliseconds: on a machine with two cores that are busy with other things.
export const PATIENCE = 60e3;

export const launch = () => chromium.launch({ executablePath: PLACES.find((place) => place && existsSync(place)), args: FLAGS });

export function equal(found, expected, what = "") {
  const [one, two] = [JSON.stringify(found), JSON.stringify(expected)];
  if (one !== two) throw new Error(`${what}: ${one} is not ${two}`);
}

export function holds(so, what) {
  if (!so) throw new Error(what);
}
