"use strict";

// Shows /openapi.json: one section for each family, one line for each call, opened at will. Text only ever enters as text.

function element(name, content, attributes = {}) {
  const made = Object.assign(document.createElement(name), attributes);
  for (const part of [].concat(content ?? [])) made.append(part);
  return made;
}

function resolved(schema, all, depth = 0) {
  if (!schema || depth > 6) return schema;
  if (schema.$ref) return resolved(all[schema.$ref.split("/").pop()], all, depth + 1);
  const shown = { ...schema };
  if (shown.items) shown.items = resolved(shown.items, all, depth + 1);
  if (shown.properties) {
    shown.properties = Object.fromEntries(Object.entries(shown.properties).map(([name, inner]) => [name, resolved(inner, all, depth + 1)]));
  }
  return shown;
}

function contentOf(title, content, all) {
  return Object.entries(content ?? {}).flatMap(([type, { schema }]) => [
    element("p", [title, " ", element("code", type)]),
    element("pre", JSON.stringify(resolved(schema, all), null, 2)),
  ]);
}

function parameterRow(parameter, description) {
  const known = parameter.$ref ? description.components.parameters[parameter.$ref.split("/").pop()] : parameter;
  return element("tr", [
    element("td", element("code", known.name)),
    element("td", known.in + (known.required ? ", required" : "")),
    element("td", known.description ?? ""),
  ]);
}

function callOf(path, verb, operation, description) {
  const all = description.components.schemas;
  const lock = operation.security?.length ? " \u{1F512}" : "";
  const parts = [element("summary", [element("b", verb.toUpperCase()), element("code", path), ` ${operation.summary ?? ""}${lock}`])];
  if (operation.description) parts.push(element("p", operation.description));
  const parameters = [...(description.paths[path].parameters ?? []), ...(operation.parameters ?? [])];
  parts.push(element("table", parameters.map((parameter) => parameterRow(parameter, description))));
  parts.push(...contentOf("Takes", operation.requestBody?.content, all));
  for (const [status, answer] of Object.entries(operation.responses)) {
    if (status < "300") parts.push(...contentOf(`Answers ${status}`, answer.content, all));
  }
  const refusals = Object.keys(operation.responses).filter((status) => status >= "300");
  parts.push(element("p", `May also answer: ${refusals.join(", ")}`));
  return element("details", parts);
}

function show(description) {
  document.getElementById("about").textContent = description.info.description;
  for (const { name, description: about } of description.tags) {
    const section = element("section", element("h2", about), { id: name });
    for (const [path, operations] of Object.entries(description.paths)) {
      for (const [verb, operation] of Object.entries(operations)) {
        if (operation.tags?.includes(name)) section.append(callOf(path, verb, operation, description));
      }
    }
    document.getElementById("families").append(element("a", about, { href: `#${name}` }));
    document.getElementById("calls").append(section);
  }
}

fetch("/openapi.json").then((answer) => answer.json()).then(show);
