// Where the demo finds the platform, and its widget's key. Whoever serves the demo writes this file anew.
window.PORTICO_DEMO = { base: "http://127.0.0.1:8787", key: "demo" };
