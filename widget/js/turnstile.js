// Cloudflare's Turnstile, where a business has configured it: fetched only there.

const SOURCE = "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit";

// Draws it into a box, and tells of its token; an empty one when it went stale. What starts it anew.
export async function turnstile(box, sitekey, tell) {
  if (!window.turnstile)
    await new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = SOURCE;
      script.onload = script.onerror = resolve;
      document.head.append(script);
    });
  const drawn = window.turnstile?.render(box, { sitekey, callback: tell, "expired-callback": () => tell("") });
  return () => window.turnstile?.reset(drawn);
}
