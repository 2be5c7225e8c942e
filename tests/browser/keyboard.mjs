// A whole booking by keyboard alone: of the first service, with whoever is free.

import { equal, holds } from "./browser.mjs";

// From the list of services, wherever the focus is before it, to the confirmation.
export async function bookByKeyboard(tab) {
  const at = (selector) => tab.locator(`portico-booking ${selector}`);
  const step = (name) => at(`[data-step="${name}"]`).waitFor();
  const press = async (...keys) => {
    for (const key of keys) await tab.keyboard.press(key);
  };
  const active = () =>
    tab.evaluate(() => {
      const found = document.querySelector("portico-booking").shadowRoot.activeElement;
      return found?.dataset.on || found?.dataset.field || found?.id || found?.type || "";
    });
  const tabTo = async (wanted) => {
    for (let count = 0; count < 40; count++) {
      if (wanted.test(await active())) return;
      await press("Tab");
    }
    throw new Error(`Tab does not lead to ${wanted}, but to ${await active()}`);
  };
  await step("service");
  await tabTo(/^service:0/);
  await press("Enter");
  await step("person");
  equal(await active(), "heading", "focus after a step");
  await tabTo(/^person:$/);
  await press("Enter");
  await at(".day.free").first().waitFor();
  await tabTo(/^day:/);
  const before = await active();
  await press("PageDown");
  await at(".grid:not(.waiting)").waitFor();
  await press("ArrowDown", "End", "Home");
  const after = await active();
  holds(after > before && after.startsWith("day:"), `${before} to ${after}`);
  holds((await at("#cursor").getAttribute("tabindex")) === "0" && (await at('.day[tabindex="0"]').count()) === 1, "one day is in the order of Tab");
  for (let count = 0; count < 7 && !(await at("#cursor.free").count()); count++) await press("ArrowRight");
  await press("Enter");
  equal(await active(), "times", "focus after a day");
  await tabTo(/^slot:/);
  await press("Enter");
  await step("details");
  await tabTo(/^name$/);
  await tab.keyboard.type("Ada Lovelace");
  await tabTo(/^email$/);
  await tab.keyboard.type("ada@example.com");
  await tabTo(/^answers.hair$/);
  await tab.keyboard.type("Sh");
  await tabTo(/^consent$/);
  await press("Space");
  await tabTo(/^submit$/);
  await press("Enter");
  await step("done");
}
