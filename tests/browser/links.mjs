// Looking after an appointment by its link: in the widget, wherever it is on the page, and on the hosted page.

import { axe } from "./browser.mjs";
import { equal, holds, test } from "./harness.mjs";
import { appoint, choose, fill, posts, submit } from "./visitor.mjs";

test("reschedule and cancel by the link", async (t) => {
  await t.open();
  await choose(t);
  await fill(t);
  await submit(t);
  await t.step("done");
  const before = [...t.server.state.appointments.values()][0].start;
  await t.tab.goto(`${t.site.base}/?portico_appointment=tok1`);
  await t.step("manage");
  await t.check("manage");
  await t.shoot("manage en light");
  await t.at('[data-on="reschedule"]').click();
  await t.step("person");
  await t.at('[data-on="person:"]').click();
  await t.at(".day.free").nth(3).click();
  await t.at(".slot").nth(2).click();
  await t.step("move");
  await t.check("move");
  await t.at('[data-on="confirm"]').click();
  await t.at(".notice.good").waitFor();
  holds([...t.server.state.appointments.values()][0].start !== before, "it is where it was");
  await t.at('[data-on="cancel"]').click();
  await t.step("cancel");
  await t.check("cancel");
  t.server.faults.tooLate = true;
  await t.at('[data-on="confirm"]').click();
  await t.at(".notice").waitFor();
  t.server.faults.tooLate = false;
  await t.at('[data-on="cancel"]').click();
  await t.field("reason").fill("A cold");
  await t.at('[data-on="confirm"]').click();
  await t.at('h3:has-text("cancelled")').waitFor();
  equal(JSON.parse(posts(t.server, "/tok1").at(-1).body), { action: "cancel", reason: "A cold" });
  await t.check("cancelled");
  await t.tab.goto(`${t.site.base}/?portico_appointment=unknown`);
  await t.step("not_found");
  await t.check("not found");
});

test("a change whose answer was lost is retried with the same key, and carried out once", async (t) => {
  await t.open();
  await choose(t);
  await fill(t);
  await submit(t);
  await t.step("done");
  await t.tab.goto(`${t.site.base}/?portico_appointment=tok1`);
  await t.at('[data-on="cancel"]').click();
  await t.step("cancel");
  t.server.faults.drop = 1;
  await t.at('[data-on="confirm"]').click();
  await t.at(".notice").waitFor();
  await t.check("a lost change");
  await t.at('h3:has-text("cancelled")').waitFor();
  const calls = posts(t.server, "/tok1");
  holds(calls.length >= 2 && calls.every((call) => call.key === calls[0].key && call.key), "the same key");
  equal(t.server.state.changes, 1);
});

test("whoever moves an appointment is offered their own time too", async (t) => {
  const { start } = appoint(t);
  await t.open({ search: "#portico_appointment=tok1" });
  await t.at('[data-on="reschedule"]').click();
  await t.at('[data-on="person:"]').click();
  await t.at('[data-on="list"]').click();
  await t.at(".block").first().waitFor();
  holds(await t.at(`[data-on="slot:${start}"]`).count(), "it is not offered");
});

test("what is not offered any more is moved by its link, and not booked again", async (t) => {
  t.server.faults.config = (found) => ({ ...found, services: found.services.slice(1) });
  const { start } = appoint(t);
  await t.open({ search: "#portico_appointment=tok1" });
  await t.at('[data-on="reschedule"]').click();
  await t.at('[data-on="person:"]').click();
  await t.at(".day.free").nth(3).click();
  await t.at(".slot").nth(2).click();
  await t.at('[data-on="confirm"]').click();
  await t.at(".notice.good").waitFor();
  holds(t.server.state.appointments.get("tok1").start !== start, "it is where it was");
  await t.at('[data-on="cancel"]').click();
  await t.at('[data-on="confirm"]').click();
  await t.at('[data-on="again"]').click();
  await t.step("service");
  equal(await t.at(".option").allTextContents().then((all) => all.some((text) => text.includes("Cut & finish"))), false);
});

for (const [where, options, position, isPopup] of [
  ["a popup", { attributes: 'data-position="popup"', body: "" }, "inline", true],
  ["a floating button", { attributes: 'data-position="floating"', body: "" }, "inline", true],
  ["what is configured as a popup", { body: "" }, "popup", true],
  ["a page with enquiries alone", { body: "<portico-lead></portico-lead>" }, "inline", true],
  ["its place far below", { body: '<p style="height:4000px">Above</p><portico-booking></portico-booking>' }, "inline", false],
  ["the end of the page", { attributes: 'data-position="inline"', body: '<p style="height:4000px">Above</p>' }, "inline", false],
])
  test(`the link of a mail leads to ${where}`, async (t) => {
    t.server.faults.config = (found) => ({ ...found, widget: { ...found.widget, position } });
    appoint(t);
    await t.open({ ...options, search: "?a=1&portico_appointment=tok1&b=2#after" });
    await t.step("manage");
    equal(await t.at("dialog[open]").count(), isPopup ? 1 : 0, "popups");
    if (!isPopup) holds(await t.tab.evaluate(() => scrollY > 3000), "it is not scrolled to");
    equal(await t.tab.evaluate(() => location.href.slice(location.origin.length)), "/?a=1&b=2#after", "the address");
    await t.tab.reload();
    await t.step("manage");
    // Whoever comes back by another way comes to book.
    await t.open({});
    await t.step("service");
  });

test("the hosted page shows, moves and cancels", async (t) => {
  appoint(t);
  // Its policy lets no script in after it.
  await t.tab.addInitScript({ path: axe });
  const hosted = `${t.server.base}/widget/appointment/`;
  await t.tab.goto(`${hosted}#portico_appointment=tok1`);
  await t.step("manage");
  await t.check("the hosted page");
  await t.shoot("hosted en light");
  equal([await t.tab.title(), t.tab.url()], ["Your appointment", hosted]);
  await t.at('[data-on="reschedule"]').click();
  await t.at('[data-on="person:"]').click();
  await t.at(".day.free").nth(2).click();
  await t.at(".slot").first().click();
  await t.at('[data-on="confirm"]').click();
  await t.at(".notice.good").waitFor();
  await t.at('[data-on="cancel"]').click();
  await t.at('[data-on="confirm"]').click();
  await t.at('h3:has-text("cancelled")').waitFor();
  await t.tab.goto("about:blank");
  await t.tab.goto(hosted);
  await t.step("not_found");
  equal(t.messages.filter((message) => !message.includes("404")), [], "the console");
});

test("the hosted page of what no widget offers shows and cancels in the visitor's language", async (t) => {
  appoint(t, { key: null });
  await t.tab.goto(`${t.server.base}/widget/appointment/#portico_appointment=tok1`);
  await t.at('h3:has-text("Ihr Termin")').waitFor();
  equal([await t.tab.title(), await t.at('[data-on="reschedule"]').count()], ["Ihr Termin", 0]);
  await t.at('[data-on="cancel"]').click();
  await t.at('[data-on="confirm"]').click();
  await t.at('h3:has-text("abgesagt")').waitFor();
}, { locale: "de-AT" });
