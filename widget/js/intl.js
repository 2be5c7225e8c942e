// What the browser knows of languages and time zones. Formatters are dear to make and cheap to use: each is kept.

const kept = new Map();

function formatter(Kind, language, options) {
  const name = Kind.name + language + JSON.stringify(options);
  let found = kept.get(name);
  if (!found) kept.set(name, (found = new Kind(language, options)));
  return found;
}

const dates = (language, options) => formatter(Intl.DateTimeFormat, language, options);
const numbers = (language, options) => formatter(Intl.NumberFormat, language, options);

// Days and months have no zone: they are noon in UTC, and written so.
const noon = (day) => new Date(`${day}T12:00:00Z`);
// 5 January 1970 was a Monday.
const weekday = (value) => new Date((+value + 3.5) * 864e5);
const instant = (text) => new Date(/^\d+$/.test(text) ? +text : text);

const styles = {
  month: (language, value) => dates(language, { year: "numeric", month: "long", timeZone: "UTC" }).format(noon(`${value}-01`)),
  day: (language, value) =>
    dates(language, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" }).format(noon(value)),
  number: (language, value) => numbers(language, {}).format(value),
  short: (language, value) => dates(language, { weekday: "short", timeZone: "UTC" }).format(weekday(value)),
  weekday: (language, value) => dates(language, { weekday: "long", timeZone: "UTC" }).format(weekday(value)),
  moment: (language, value, timeZone) =>
    dates(language, { weekday: "short", day: "numeric", month: "long", hour: "numeric", minute: "2-digit", timeZone }).format(instant(value)),
  time: (language, value, timeZone) => dates(language, { hour: "numeric", minute: "2-digit", timeZone }).format(instant(value)),
  money: (language, value) => {
    const [amount, currency] = value.split(" ");
    return numbers(language, { style: "currency", currency, minimumFractionDigits: +amount % 1 ? undefined : 0 }).format(amount);
  },
  minutes: (language, value) => {
    const unit = (unit, amount) => numbers(language, { style: "unit", unit, unitDisplay: "short" }).format(amount);
    const hours = Math.floor(value / 60);
    return [hours && unit("hour", hours), (value % 60 || !hours) && unit("minute", value % 60)].filter(Boolean).join(" ");
  },
  countdown: (language, value) => {
    const part = (amount, digits) => numbers(language, { minimumIntegerDigits: digits }).format(amount);
    return `${part(Math.floor(value / 60), 1)}:${part(value % 60, 2)}`;
  },
  place: (_, value) => value.replaceAll("_", " "),
  language: (_, value) => new Intl.DisplayNames(value, { type: "language" }).of(value),
};

// A value in words; as it is where the browser cannot say it.
export function format(language, style, value, zone) {
  try {
    return styles[style](language, value, zone || undefined);
  } catch {
    return value;
  }
}

function days(instants, timeZone) {
  const days = dates("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone });
  return instants.trim().split("\n").map((text) => text && days.format(instant(text))).join("\n");
}

const knowledge = {
  days,
  millis: (text) => Date.parse(text) || 0,
  zones: () => Intl.supportedValuesOf("timeZone").join("\n"),
  unique: () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(""),
};

// What `src/world.rs` asks.
export const know = (what, about, zone) => `${knowledge[what](about, zone)}`;

const text = (value) => String(value ?? "").replace(/[\x01-\x03]/g, "") + "\x01";

// What JSON became, as `src/read.rs` reads it.
export const flat = (value) =>
  value && typeof value === "object"
    ? `\x02${Object.entries(value).map(([name, member]) => text(name) + flat(member)).join("")}\x03`
    : text(value);
