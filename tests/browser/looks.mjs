// How the widget looks on the demo's website, on a real host: each language, in light and dark, at the widths of a
// telephone, a tablet and a desk. Every step is drawn; axe looks at the two with the most in them.
// node looks.mjs <where the embed API is> <where the widget's files are> <key> <site> <screenshots>

import { join } from "node:path";
import { accessible, equal, inBrowsers, PATIENCE, shiftOf, watchShift } from "./browser.mjs";

const [, , , site, screenshots] = process.argv.slice(2);
const PLACES = [["en-GB", 1100], ["de-DE", 1100], ["fr-FR", 760], ["es-ES", 390], ["ar-AE", 1100], ["ar-AE", 390]];
// Each books on a day of its own, so that none is in the way of another.
const looks = PLACES.flatMap(([locale, width]) => ["light", "dark"].map((colorScheme) => ({ locale, width, colorScheme }))).map((look, day) => ({ ...look, day }));

async function book(tab, day, name) {
  const at = (selector) => tab.locator(`portico-booking ${selector}`);
  const step = (wanted) => at(`[data-step="${wanted}"]`).waitFor();
  // The widget is below what stays at the top of the page.
  const show = (element) => tab.evaluate((element) => document.querySelector(element).scrollIntoView(), element);
  const shoot = (what) => tab.screenshot({ path: join(screenshots, `${name} ${what}.png`) });
  await tab.goto(`${site}/`);
  await show("portico-booking");
  await step("service");
  await shoot("1 service");
  await at('[data-on="service:0"]').click();
  await step("person");
  await shoot("2 person");
  await at('[data-on="person:"]').click();
  await at(".day.free").first().waitFor();
  await at('[data-on="month:1"]').click();
  await at(".grid:not(.waiting)").waitFor();
  await at(".day.free").nth(day).click();
  await at(".slot").first().waitFor();
  await accessible(tab, "time");
  await shoot("3 time");
  await at(".slot").nth(1).click();
  await at(".held").waitFor();
  await accessible(tab, "details");
  await shoot("4 details");
  await at('[data-field="name"]').fill("Ada Lovelace");
  await at('[data-field="email"]').fill("ada@example.com");
  await at('[data-field="answers.hair"]').selectOption("Short");
  await at('[data-field="consent"]').check();
  // Whoever fills a form within two seconds is taken for a machine, and waits to be confirmed.
  await tab.waitForTimeout(2000);
  await at("button[type=submit]").click();
  await step("done");
  await at('a[href$=".ics"]').waitFor();
  await shoot("5 done");
  await show("portico-lead");
  await tab.locator('portico-lead [data-step="details"]').waitFor();
  await shoot("6 enquiry");
  equal(await shiftOf(tab), 0, "cumulative layout shift");
}

let failed = 0;
await inBrowsers(looks, async (browser, { locale, width, colorScheme, day }) => {
  const name = `${locale} ${width} ${colorScheme}`;
  const begin = performance.now();
  const context = await browser.newContext({ viewport: { width, height: 820 }, locale, colorScheme, timezoneId: "Europe/Berlin", reducedMotion: "reduce" });
  const tab = await context.newPage();
  tab.setDefaultTimeout(PATIENCE);
  await watchShift(tab);
  try {
    await book(tab, day, name);
    console.log(`  ok    ${name} (${Math.round(performance.now() - begin)} ms)`);
  } catch (error) {
    failed++;
    await tab.screenshot({ path: join(screenshots, `failed ${name}.png`) }).catch(() => 0);
    console.log(`  FAILED ${name}\n    ${error.message.split("\n").slice(0, 6).join("\n    ")}`);
  }
  await context.close();
});
console.log(`${looks.length - failed} of ${looks.length} passed; screenshots are in ${screenshots}`);
process.exit(failed ? 1 : 0);
