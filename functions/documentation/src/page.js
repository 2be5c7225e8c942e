"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  // Text goes in as text and never as markup: labels of custom fields are what people typed.
  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
    element.append(...children.filter((child) => child !== null));
    return element;
  };
  const prose = (text) => text.split("`").map((part, position) => (position % 2 ? make("code", {}, part) : part));
  const last = (reference) => reference.split("/").pop();
  const resolve = (api, item) => {
    if (!item || !item.$ref) return item;
    return item.$ref.slice(2).split("/").reduce((found, part) => found && found[part], api);
  };

  const kindOf = (schema) => {
    if (!schema) return document.createTextNode("anything");
    if (schema.$ref) return make("a", { href: "#schema-" + last(schema.$ref) }, last(schema.$ref));
    const group = schema.anyOf || schema.oneOf;
    if (group) {
      const parts = group.flatMap((part, position) => (position ? [" or ", kindOf(part)] : [kindOf(part)]));
      return make("span", {}, ...parts);
    }
    if (schema.type === "array") return make("span", {}, "list of ", kindOf(schema.items));
    let text = [].concat(schema.type || "value").join(" or ");
    if (schema.format) text += ", " + schema.format;
    if (schema.enum) text = schema.enum.map(String).join(" | ");
    if (schema.maxLength) text += ", at most " + schema.maxLength + " characters";
    if (schema.minimum !== undefined && schema.maximum !== undefined && schema.maximum < 1e15) text += ", " + schema.minimum + " to " + schema.maximum;
    if (schema.default !== undefined) text += ", otherwise " + JSON.stringify(schema.default);
    return make("span", {}, text);
  };

  const table = (caption, rows) => {
    if (!rows.length) return null;
    const cells = (row) => make("tr", {}, make("td", {}, make("code", {}, row.name), row.must ? " (required)" : ""), make("td", {}, kindOf(row.schema), row.says ? make("div", { class: "says" }, ...prose(row.says)) : null));
    const head = make("tr", {}, make("th", { scope: "col" }, "Name"), make("th", { scope: "col" }, "What it holds"));
    return make("div", {}, make("h3", {}, caption), make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows.map(cells))));
  };
  const members = (schema) => Object.entries((schema && schema.properties) || {}).map(([name, property]) => ({
    name, schema: property, must: (schema.required || []).includes(name), says: [property.title, property.description, property.readOnly && "Set by the server."].filter(Boolean).join(" · "),
  }));

  const operationOf = (api, path, method, operation, shared) => {
    const parameters = (shared || []).concat(operation.parameters || []).map((parameter) => resolve(api, parameter));
    const shown = parameters.map((parameter) => ({
      name: parameter.name + (parameter.in === "query" ? "" : " (" + parameter.in + ")"), must: parameter.required,
      schema: parameter.schema || parameter.content["application/json"].schema, says: parameter.description,
    }));
    const bodies = Object.entries((operation.requestBody || {}).content || {}).map(([type, content]) => ({ name: type, schema: content.schema, must: true }));
    const answers = Object.entries(operation.responses).map(([status, response]) => {
      const found = resolve(api, response);
      const content = Object.values(found.content || {})[0];
      return { name: status, schema: content ? content.schema : { type: "no body" }, says: found.description };
    });
    const element = make("details", { id: operation.operationId },
      make("summary", {}, make("span", { class: "method " + method }, method.toUpperCase()), make("span", { class: "path" }, path), make("span", { class: "says" }, ...prose(operation.summary))),
      make("div", { class: "body" }, make("p", {}, "Operation ", make("code", {}, operation.operationId), operation.security && !operation.security.length ? ", without a token." : "."),
        table("Parameters", shown), table("Body", bodies), table("Answers", answers)));
    element.dataset.words = [path, operation.operationId, operation.summary].join(" ").toLowerCase();
    return element;
  };

  const draw = (api) => {
    const contents = byId("contents"), content = byId("content");
    contents.replaceChildren();
    content.replaceChildren();
    byId("about").replaceChildren(...prose(api.info.description), " Version " + api.info.version + ".");
    const groups = new Map();
    for (const [path, item] of Object.entries(api.paths)) {
      for (const [method, operation] of Object.entries(item)) {
        if (method === "parameters") continue;
        const tag = operation.tags[0], resource = path.split("/")[path.startsWith("/api/") ? 2 : 1];
        if (!groups.has(tag)) groups.set(tag, new Map());
        const resources = groups.get(tag);
        if (!resources.has(resource)) resources.set(resource, []);
        resources.get(resource).push(operationOf(api, path, method, operation, item.parameters));
      }
    }
    const heading = (id, title, list) => {
      list.append(make("li", {}, make("a", { href: "#" + id }, title)));
      return make("h2", { id }, title);
    };
    for (const { name: tag } of api.tags) {
      const list = make("ul", {});
      contents.append(make("h2", {}, tag), list);
      for (const [resource, operations] of [...(groups.get(tag) || [])].sort()) {
        content.append(make("section", {}, heading("resource-" + resource, resource, list), ...operations));
      }
    }
    const list = make("ul", {}), schemas = make("section", {}, heading("schemas", "Schemas", list));
    contents.append(make("h2", {}, "Schemas"), list);
    for (const [name, schema] of Object.entries(api.components.schemas)) {
      const rows = members(schema);
      const element = make("details", { id: "schema-" + name }, make("summary", {}, make("code", {}, name), make("span", { class: "says" }, ...prose(schema.description || ""))),
        make("div", { class: "body" }, table("Members", rows) || kindOf(schema)));
      element.dataset.words = (name + " " + rows.map((row) => row.name).join(" ")).toLowerCase();
      schemas.append(element);
    }
    content.append(schemas);
    find();
    open();
  };

  const find = () => {
    const words = byId("find").value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const section of document.querySelectorAll("main section")) {
      let some = false;
      for (const element of section.querySelectorAll("details")) {
        element.hidden = !words.every((word) => element.dataset.words.includes(word));
        some = some || !element.hidden;
      }
      section.hidden = !some;
    }
  };
  const open = () => {
    const target = location.hash.length > 1 && byId(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.tagName === "DETAILS") target.open = true;
    target.scrollIntoView();
  };
  const read = () => {
    const token = byId("token").value.trim();
    // The token stays in this field: it is kept nowhere.
    fetch("/api/openapi.json", { headers: token ? { authorization: "Bearer " + token } : {} })
      .then((response) => (response.ok ? response.json() : response.json().then((problem) => Promise.reject(new Error(problem.detail)))))
      .then(draw)
      .catch((error) => { byId("about").textContent = "The description cannot be read. " + error.message; });
  };
  byId("find").addEventListener("input", find);
  byId("token").addEventListener("change", read);
  addEventListener("hashchange", open);
  read();
})();
