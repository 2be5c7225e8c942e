// widget.js: defines the elements, reserves their place, and fetches the rest when it is needed.

(() => {
  const script = document.currentScript;
  const files = new URL(`${VERSION}/`, script.src).href;
  const settings = script.dataset;
  const api = settings.api || new URL(script.src).origin;
  const link = new URLSearchParams(location.search).get("portico_appointment");
  const words = { ar: "احجز موعدًا", de: "Termin buchen", es: "Reservar cita", fr: "Prendre rendez-vous" };
  const popups = {};
  const configs = {};
  const parts = new CSSStyleSheet();
  parts.replaceSync(STYLE);

  const named = (name) => `portico-${name}`;
  const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  // The status and the JSON of an answer; status 0 if the line was lost. A page that is refused gets no answer that it may
  // read, so where the line is up all the same, that is what it was.
  async function ask(url, init = {}) {
    try {
      const answer = await fetch(url, { credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(15000), ...init });
      const text = await answer.text();
      return { status: answer.status, data: text ? JSON.parse(text) : null };
    } catch {
      if (!init.method || init.method === "GET")
        try {
          await fetch(url, { mode: "no-cors", cache: "no-store", credentials: "omit" });
          return { status: 403 };
        } catch {}
      return { status: 0 };
    }
  }

  const configuration = (key) => (configs[key] ||= ask(`${api}/embed/${key}`, { method: "GET" }));

  function refuse(key, status) {
    console.error(
      status === 404
        ? `Portico: there is no widget with the key "${key}".`
        : `Portico: nothing is shown, because ${location.origin} is not a verified domain of the client that the widget "${key}" belongs to.`,
    );
  }

  // However often it takes: a page may be opened in a tunnel.
  async function application(attempt = 0) {
    try {
      return await import(`${files}app.js${attempt ? `?${attempt}` : ""}`);
    } catch (error) {
      if (attempt > 7) throw error;
      await later(1000 << Math.min(attempt, 4));
      return application(attempt + 1);
    }
  }

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

  function open(kind = settings.kind || "booking", attributes = {}) {
    let popup = popups[kind];
    if (!popup) {
      popup = popups[kind] = document.createElement(named(kind));
      popup.popup = true;
      popup.setAttribute("popup", "");
      for (const name in attributes) popup.setAttribute(name, attributes[name]);
      document.body.append(popup);
    }
    popup.start();
    if (!popup.root.open && !popup.hidden) popup.root.showModal();
    tell(popup, "opened");
    return popup;
  }

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
    button.onclick = () => open();
    shadow.append(button);
    document.body.append(host);
  }

  // The script tag by itself: where the page has no element, the widget comes as it was configured.
  async function begin() {
    document.addEventListener("click", (event) => {
      const opener = event.target.closest?.("[data-portico-open]");
      if (!opener) return;
      event.preventDefault();
      open(opener.dataset.porticoOpen || undefined);
    });
    const { widget, kind = "booking", position } = settings;
    if (!widget || (!position && document.querySelector("portico-booking,portico-lead"))) return;
    if (position === "inline") return script.after(document.createElement(named(kind)));
    if (position === "popup") return;
    const { status, data } = await configuration(widget);
    if (status !== 200) {
      if (status) refuse(widget, status);
      return;
    }
    const chosen = position || data.widget.position;
    if (chosen === "inline") return script.after(document.createElement(named(kind)));
    if (chosen !== "floating") return;
    const language = navigator.language.split("-")[0];
    float(settings.label || data.widget.texts?.title || words[language] || "Book now", data.widget.theme?.accent);
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
