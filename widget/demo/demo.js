// The one tag that a business pastes, with address and key from demo-config.js. `api` is named where it is not where the
// files of the widget are.
const { base, key, api } = window.PORTICO_DEMO;
const script = document.createElement("script");
script.src = `${base}/widget/widget.js`;
script.async = true;
script.dataset.widget = key;
if (api) script.dataset.api = api;
document.head.append(script);
