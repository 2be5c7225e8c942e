/** The script's interface, at `window.portico` once `widget.js` has run. */
export interface Portico {
  /** Opens a popup with the widget, and gives its element. `attributes` are set on it the first time. */
  open(kind?: "booking" | "lead", attributes?: Record<string, string>): HTMLElement;
  /** Closes every popup. */
  close(): void;
  /** Calls back at every event of a name; the function returned ends that. */
  on<Name extends keyof PorticoEvents>(
    name: Name,
    listener: (detail: PorticoEvents[Name], event: CustomEvent<PorticoEvents[Name]>) => void,
  ): () => void;
  /** Calls a function with this interface, at once. Before the script has run, `window.portico` may be a list of such functions. */
  push(ready: (portico: Portico) => void): void;
}

/** The details of the events; on the page they are called `portico:ready` and so on, and bubble from the element. */
export interface PorticoEvents {
  ready: { language: string };
  step: { step: "service" | "person" | "time" | "details" | "done" | "manage" | "cancel" | "move" | "not_found" };
  slot: { start: string };
  booked: { id: string; status: "SCHEDULED" | "CONFIRMED"; start: string; end: string; service_id: string; service: string };
  lead: Record<string, never>;
  rescheduled: { id: string; start: string };
  cancelled: { id: string; start: string };
  /** The origin is not authorised, or there is no such widget: nothing is shown. */
  refused: null;
  opened: null;
  closed: null;
}

declare global {
  interface Window {
    portico?: Portico | Array<(portico: Portico) => void>;
  }
  interface HTMLElementTagNameMap {
    "portico-booking": HTMLElement;
    "portico-lead": HTMLElement;
  }
}
