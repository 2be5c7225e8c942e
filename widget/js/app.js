// The widget on its page: carries out what the WebAssembly says, and tells it what happens. Loaded by loader.js when the
// widget comes into view.

import { patch } from "./dom.js";
import { flat, format } from "./intl.js";
import { load, tell as told } from "./memory.js";
import css from "./widget.css";

const UTM = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "gclid", "fbclid", "ttclid", "li_fat_id"];
const SLICE = 6;

let engine;
let count = 0;
const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

// Where the visitor came from: this page's address, and that of the page before, with what campaigns append. Nothing is
// stored for it. The loader has taken out what an appointment is opened with.
function attribution() {
  const clean = (address) => {
    const url = new URL(address);
    url.hash = "";
    return url;
  };
  const page = clean(location.href);
  const found = { page: page.href };
  const sources = [page];
  if (document.referrer) {
    const referrer = clean(document.referrer);
    found.referrer = referrer.href;
    if (referrer.origin === page.origin) sources.push(referrer);
  }
  for (const source of sources)
    for (const name of UTM) found[name] ??= source.searchParams.get(name)?.slice(0, 500) ?? undefined;
  return JSON.stringify(found);
}

// `context`: host, root (where to draw), key, kind, popup, appointment, service, language, api, ask, config, refuse, close.
export async function mount(context) {
  const { host, root, api, ask } = context;
  await (engine ||= load().catch((error) => {
    engine = undefined;
    throw error;
  }));
  const shadow = host.shadowRoot;
  const theme = new CSSStyleSheet();
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const languages = [context.language, ...navigator.languages, document.documentElement.lang].filter(Boolean);
  const { kind, popup, key, appointment, service } = context;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  // As the background that the page gives the widget, or as the visitor likes it.
  const isDark = () => {
    const [, red, green, blue] = /^rgb\((\d+), (\d+), (\d+)/.exec(getComputedStyle(root).columnRuleColor) || [];
    return blue ? red * 3 + green * 6 + +blue < 1275 : prefersDark.matches;
  };
  const number = count++;
  const tell = (name, about = "", value = "") => told(number, [name, Date.now(), about, value].join("\x0e"));
  const place = `portico:${context.key}:${context.kind}`;
  let { config } = context;
  // Without texts there is only this much: they come from where nothing comes from.
  let texts = { away: "We cannot be reached right now. We keep trying.", retry: "Try again" };
  let own = {};
  let locale = "en";
  let drawing = false;
  let working = false;
  let timers = {};
  let [looks, shownZone, token] = [];
  let again;

  const act = (name, about, value) => {
    // An element that is taken away while drawing loses its focus: that waits until all is drawn.
    if (drawing) queueMicrotask(() => act(name, about, value));
    else run(tell(name, about, value));
  };

  // Words, as src/markup.rs writes them: a saying with what fills its gaps, or a value with its style.
  const words = (text) => {
    const [style, value] = text[0] === "\x08" ? text.slice(1).split("\x05") : [];
    return style ? format(locale, style, value, shownZone) : text;
  };
  const say = (text) => {
    if (text[0] !== "\x06") return words(text);
    const [key, ...gaps] = text.slice(1).split("\x07");
    return (own[key] ?? texts[key] ?? "").replace(/{\w+}/g, () => words(gaps.shift() ?? ""));
  };

  function run(told) {
    const [view, css, zone, access, effects] = told.split("\x0e");
    [shownZone, token] = [zone, access];
    drawing = true;
    patch(root, view, say);
    if (css !== looks) theme.replaceSync((looks = css));
    drawing = false;
    for (const effect of effects.split("\x06")) {
      const [name, ...rest] = effect.split("\x07");
      carryOut[name]?.(...rest);
    }
  }

  const carryOut = {
    async send(method, path, body, key, call, number) {
      const headers = {};
      if (body) headers["Content-Type"] = "application/json";
      if (key) headers["Idempotency-Key"] = key;
      if (!call) headers["X-Portico-Token"] = token;
      const first = call === "config" && config;
      config = undefined;
      const { status, data, after } = await (first || ask(`${api}/embed/${path.replaceAll("+", "%2B")}`, { method, headers, body: body || undefined }));
      if (call === "config") {
        if (status === 404 && !token) context.refuse(status);
        own = data?.widget ? { ...data.widget.texts } : own;
        if (own.title) own[`title_${kind}`] = own.title;
      }
      // What is in use stays: a submission may be on its way.
      if (status === 403 && !token) context.refuse(status);
      act("answer", number, flat({ status, data, after }));
    },
    async texts(language) {
      // What only enquiries and links to appointments say is in a file of its own.
      const folders = kind === "lead" || appointment || !key ? ["", "more/"] : [""];
      const file = (folder) => ask(new URL(`texts/${folder}${language}.json`, import.meta.url).href, { cache: "default" });
      const found = await Promise.all(folders.map(file));
      if (found.some(({ status }) => status === 404) && language !== "en") return carryOut.texts("en");
      if (found.some(({ status }) => status !== 200)) return act("speechless");
      const data = (texts = Object.assign({}, ...found.map(({ data }) => data)));
      locale = languages.find((tag) => tag.split("-")[0].toLowerCase() === language) || language;
      const region = new Intl.Locale(locale);
      const week = (region.getWeekInfo?.() ?? region.weekInfo)?.firstDay ?? data._first_weekday;
      let draft;
      try {
        draft = JSON.parse(sessionStorage.getItem(place));
      } catch {}
      act("spoken", language, flat({ right_to_left: data._right_to_left, first_weekday: week, draft }));
    },
    save(draft) {
      try {
        if (draft) sessionStorage.setItem(place, draft);
        else sessionStorage.removeItem(place);
      } catch {}
    },
    focus(id) {
      const element = shadow.getElementById(id);
      if (!element || (context.popup && !host.isConnected)) return;
      element.focus({ preventScroll: true });
      const main = element.closest(".main");
      // Under the calendar the times are brought to the top, as far as that can be scrolled.
      if (id === "heading") main.scrollTop = 0;
      else if (id === "times") main.scrollTop += element.getBoundingClientRect().top - main.getBoundingClientRect().top - 16;
      element.scrollIntoView({ block: "nearest" });
    },
    emit(name, detail) {
      host.dispatchEvent(new CustomEvent(`portico:${name}`, { bubbles: true, composed: true, detail: JSON.parse(detail) }));
    },
    wait(name, milliseconds) {
      clearTimeout(timers[name]);
      timers[name] = setTimeout(act, +milliseconds, "timer", name);
    },
    // In slices of a few milliseconds, when the page has nothing else to do: typing must not notice.
    work() {
      if (working) return;
      working = true;
      const later = (slice) => (window.requestIdleCallback ? requestIdleCallback(slice, { timeout: 300 }) : setTimeout(slice, 30));
      const slice = () => {
        const end = performance.now() + SLICE;
        let told;
        do told = tell("work");
        while (!told && performance.now() < end);
        if (told) {
          working = false;
          run(told);
        } else later(slice);
      };
      later(slice);
    },
    // Outside of the shadow tree, where Turnstile's script can find it; the form shows it by its slot.
    async turnstile(sitekey) {
      if (again) return again();
      again = () => {};
      const box = document.createElement("div");
      box.slot = "turnstile";
      host.append(box);
      const { turnstile } = await import("./turnstile.js");
      again = await turnstile(box, sitekey, (token) => act("turnstile", token));
    },
    close: context.close,
  };

  const field = (event) => event.target.closest("[data-field]");
  root.addEventListener("click", (event) => {
    const element = event.target.closest("[data-on]");
    if (element) act("click", element.dataset.on);
  });
  root.addEventListener("input", (event) => {
    const { dataset, type, checked, value } = field(event) || { dataset: {} };
    if (dataset.field) act("input", dataset.field, type === "checkbox" ? (checked ? "true" : "") : value);
  });
  root.addEventListener("focusout", (event) => {
    const element = field(event);
    // An error that comes while the button is pressed would move it away from under the pointer; and sending looks at all.
    if (element?.isConnected && event.relatedTarget?.type !== "submit") act("leave", element.dataset.field);
  });
  root.addEventListener("keydown", (event) => {
    if (!event.target.closest("[data-keys]") || event.altKey || event.ctrlKey || event.metaKey) return;
    if (!/^(Arrow|Home|End|Page)/.test(event.key)) return;
    event.preventDefault();
    act("key", (event.shiftKey ? "Shift+" : "") + event.key);
  });
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    act("submit");
  });
  prefersDark.addEventListener("change", () => act("dark", isDark()));
  window.addEventListener("online", () => act("online"));

  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet, theme];
  const page = { kind, popup, key, appointment, service, languages, dark: isDark(), zone, attribution: attribution() };
  act("start", "", flat(page));
}
