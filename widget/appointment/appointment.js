// The page speaks the language that the widget has chosen.

const titles = { ar: "موعدك", de: "Ihr Termin", en: "Your appointment", es: "Su cita", fr: "Votre rendez-vous" };

(window.portico ||= []).push((portico) =>
  portico.on("ready", ({ language }) => {
    document.documentElement.lang = language;
    document.querySelector("h1").textContent = document.title = titles[language] ?? titles.en;
  }),
);
