// The one tag that a business pastes, with address and key from demo-config.js.
const { base, key } = window.PORTICO_DEMO;
const script = document.createElement("script");
script.src = `${base}/widget/widget.js`;
script.async = true;
script.dataset.widget = key;
document.head.append(script);
