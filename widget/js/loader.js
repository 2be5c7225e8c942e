// widget.js: defines the elements, reserves their place, and fetches the rest when it is needed.

(() => {
  const script = document.currentScript;
  const files = new URL(`${VERSION}/`, script.src).href;
  const settings = script.dataset;
  const api = settings.api || new URL(script.src).origin;
  const link = taken();
  const words = { ar: "احجز موعدًا", de: "Termin buchen", es: "Reservar cita", fr: "Prendre rendez-vous" };
  const popups = {};
  const configs = {};
  const parts = new CSSStyleSheet();
  parts.replaceSync(STYLE);

  // The token of the link that the visitor came by. It opens an appointment to whoever has it, so that it does not stay in
  // the address, where the page's other scripts read it: it goes into this entry of the history, which a reload keeps.
  function taken() {
    const { href } = location;
    const [found, , token] = /([?#&])portico_appointment=([^?#&]+)&?/.exec(href) || [];
    if (!found) return history.state?.portico;
    history.replaceState({ ...history.state, portico: token }, "", href.replace(found, found[0]).replace(/[?#&]+(?=#|$)/, ""));
    return token;
  }

  const named = (name) => `portico-${name}`;
  const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  // The status and the JSON of an answer, and after how many seconds to come back; status 0 if the line was lost, or if what
  // came is no answer of ours. A page that is refused gets none that it may read, nor does any page where something between
  // is broken: only what stays so for several seconds, with the line up all the same, is a refusal.
  async function ask(url, init, attempt = 0) {
    const get = (more) => fetch(url, { credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(15000), ...more });
    let answer;
    try {
      answer = await get(init);
      const text = await answer.text();
      return { status: answer.status, data: text && JSON.parse(text), after: answer.headers.get("retry-after") };
    } catch (error) {
      if (!answer && error.name === "TypeError" && init.method === "GET")
        try {
          await get({ mode: "no-cors" });
          if (attempt > 1) return { status: 403 };
          await later(2000 << attempt);
          return ask(url, init, attempt + 1);
        } catch {}
      return { status: 0 };
    }
  }

  const configuration = (key) => (configs[key] ||= ask(`${api}/embed/${key}`, { method: "GET" }));

  function refuse(key, status) {
    console.error(`Portico: ${status === 404 ? "there is no such widget" : `${location.origin} is not a verified domain, or there is no such widget`}: ${key}`);
  }

  // Until something came of it, however often it takes: a page may be opened in a tunnel.
  async function patiently(work) {
    for (let attempt = 0; ; attempt++) {
      const made = await work(attempt);
      if (made) return made;
      await later(1000 << Math.min(attempt, 5));
    }
  }

  const application = () => patiently((attempt) => import(`${files}app.js${attempt ? `?${attempt}` : ""}`).catch(() => 0));

  class Element extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      const shadow = this.attachShadow({ mode: "open" });
      shadow.adoptedStyleSheets = [parts];
      this.root = document.createElement(this.popup ? "dialog" : "div");
      this.root.className = "root";
      shadow.append(this.root);
      if (this.popup) {
        this.root.addEventListener("close", () => tell(this, "closed"));
        this.root.addEventListener("click", (event) => event.target === this.root && this.root.close());
        return;
      }
      const seen = new IntersectionObserver(
        (entries) => {
          if (!entries.some((entry) => entry.isIntersecting)) return;
          seen.disconnect();
          this.start();
        },
        { rootMargin: "300px" },
      );
      seen.observe(this);
    }

    async start() {
      if (this.started) return;
      this.started = true;
      const { dataset } = this;
      const value = (name) => this.getAttribute(name) || dataset[name];
      const kind = this.localName.slice(8);
      const key = value("widget") || settings.widget || "";
      const appointment = value("appointment") || (kind === "booking" && link) || "";
      const config = key && !this.ask && configuration(key);
      // What is used once must not be used again: its token and its proof belong together.
      delete configs[key];
      const { mount } = await application();
      await mount({
        host: this,
        root: this.root,
        key,
        kind,
        popup: !!this.popup,
        appointment,
        service: value("service"),
        language: value("lang") || settings.lang,
        api,
        ask: this.ask || ask,
        config: config || undefined,
        close: () => this.root.close(),
        refuse: (status) => {
          this.hidden = true;
          refuse(key, status);
          tell(this, "refused");
        },
      });
    }
  }

  const tell = (host, name) => host.dispatchEvent(new CustomEvent(`portico:${name}`, { bubbles: true, composed: true }));

  for (const kind of ["booking", "lead"]) if (!customElements.get(named(kind))) customElements.define(named(kind), class extends Element {});

  function open(kind = settings.kind || "booking", attributes = {}, name) {
    let popup = popups[kind];
    if (!popup) {
      popup = popups[kind] = document.createElement(named(kind));
      popup.popup = true;
      popup.setAttribute("popup", "");
      for (const name in attributes) popup.setAttribute(name, attributes[name]);
      document.body.append(popup);
      // Its name, until there is a title.
      popup.root.setAttribute("aria-label", name || (kind === "booking" ? label() : document.title));
      popup.root.setAttribute("aria-labelledby", "title");
    }
    popup.start();
    if (!popup.root.open && !popup.hidden) popup.root.showModal();
    tell(popup, "opened");
    return popup;
  }

  const label = () => settings.label || words[navigator.language.split("-")[0]] || "Book now";

  // A button that stays in the corner.
  function float(title, accent) {
    const host = document.createElement("div");
    const shadow = host.attachShadow({ mode: "open" });
    const looks = new CSSStyleSheet();
    const [fill, red, green, blue] = /^#(..)(..)(..)$/.exec(accent) || ["#0f766e", 0, 0, 0];
    const light = parseInt(red, 16) * 3 + parseInt(green, 16) * 6 + parseInt(blue, 16) > 1500;
    looks.replaceSync(`:host{--p-accent:${fill};--p-on-accent:${light ? "#0a0d12" : "#fff"}}`);
    shadow.adoptedStyleSheets = [looks, parts];
    const button = document.createElement("button");
    button.className = "float";
    button.textContent = title;
    button.onclick = () => open(undefined, {}, title);
    shadow.append(button);
    document.body.append(host);
  }

  // The script tag by itself: where the page has no element, the widget comes as it was configured.
  async function begin() {
    document.addEventListener("click", (event) => {
      const opener = event.target.closest?.("[data-portico-open]");
      if (!opener) return;
      event.preventDefault();
      open(opener.dataset.porticoOpen || undefined, {}, opener.textContent);
    });
    const { widget, kind = "booking" } = settings;
    let { position } = settings;
    if (widget && (position ? position === "floating" : !document.querySelector("portico-booking,portico-lead"))) {
      const found = await patiently(async () => {
        const { status, data } = await configuration(widget);
        if (status === 200) return data.widget;
        delete configs[widget];
        return (status === 403 || status === 404) && { refused: status };
      });
      if (found.refused) return refuse(widget, found.refused);
      position ||= found.position;
      if (position === "floating") float(settings.label || found.texts?.title || label(), found.theme?.accent);
    }
    if (widget && position === "inline") script.after(document.createElement(named(kind)));
    if (!link) return;
    const place = document.querySelector(named("booking"));
    if (!place) return open("booking");
    place.scrollIntoView();
    place.start();
  }

  const waiting = window.portico;
  const portico = (window.portico = {
    open,
    close: () => Object.values(popups).forEach((popup) => popup.root.close()),
    on(name, listener) {
      const heard = (event) => listener(event.detail, event);
      document.addEventListener(`portico:${name}`, heard);
      return () => document.removeEventListener(`portico:${name}`, heard);
    },
    push: (ready) => ready(portico),
  });
  if (Array.isArray(waiting)) waiting.forEach(portico.push);

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
