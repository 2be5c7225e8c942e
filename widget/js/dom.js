// Brings a tree to what the instructions of `src/markup.rs` say, changing only what differs.

const NAMESPACE = "http://www.w3.org/2000/svg";
const known = Symbol();

function create(parent, tag, key) {
  const svg = tag === "svg" || parent.namespaceURI === NAMESPACE;
  const element = svg ? document.createElementNS(NAMESPACE, tag) : document.createElement(tag);
  element[known] = { key };
  return element;
}

function set(element, name, value) {
  if (name === "value" && element.localName !== "option") {
    // A list takes its value when its choices are there: at its end.
    if (element.localName !== "select" && element.value !== value) element.value = value;
  } else if (name === "checked") element.checked = value !== undefined;
  else if (name === "key") return;
  else if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function finish(element) {
  const attributes = element[known].next;
  for (const name in element[known].attributes) if (!(name in attributes)) set(element, name);
  for (const name in attributes) set(element, name, attributes[name]);
  element[known].attributes = attributes;
}

// The element that is there for a tag and key, from a node on: the next one of this kind, or one further on with the
// same key; what lies between is not wanted any more.
function find(from, tag, key) {
  const fits = (node) => node.localName === tag && node[known]?.key === key;
  if (from && fits(from)) return from;
  if (key) for (let node = from; node; node = node.nextSibling) if (fits(node)) return node;
}

// `say` makes words of a text or a value.
export function patch(root, instructions, say) {
  const parts = instructions.match(/[\x01-\x04][^\x01-\x04]*/g) || [];
  const stack = [];
  let parent = root;
  let next = root.firstChild;
  for (let index = 0; index < parts.length; index++) {
    const rest = parts[index].slice(1);
    switch (parts[index][0]) {
      case "\x01": {
        const [, tag, id, classes] = /^(\w+)(?:#([\w-]+))?(?:\.(.*))?$/.exec(rest);
        const attributes = {};
        if (classes) attributes.class = classes;
        if (id) attributes.id = id;
        while (parts[index + 1]?.[0] === "\x02") {
          const attribute = parts[++index].slice(1);
          const end = attribute.indexOf("\x05");
          attributes[attribute.slice(0, end)] = say(attribute.slice(end + 1));
        }
        let element = find(next, tag, attributes.key);
        if (element) {
          while (next !== element) {
            const unwanted = next;
            next = next.nextSibling;
            unwanted.remove();
          }
        } else {
          element = create(parent, tag, attributes.key);
          parent.insertBefore(element, next);
        }
        element[known].next = attributes;
        finish(element);
        stack.push(parent, element.nextSibling);
        parent = element;
        next = element.firstChild;
        break;
      }
      case "\x03": {
        const text = say(rest);
        if (next?.nodeType === Node.TEXT_NODE) {
          if (next.data !== text) next.data = text;
          next = next.nextSibling;
        } else parent.insertBefore(document.createTextNode(text), next);
        break;
      }
      case "\x04":
        while (next) {
          const unwanted = next;
          next = next.nextSibling;
          unwanted.remove();
        }
        if (parent.localName === "select") {
          const value = parent[known].attributes.value;
          if (parent.value !== value) parent.value = value;
        }
        next = stack.pop();
        parent = stack.pop();
    }
  }
}
