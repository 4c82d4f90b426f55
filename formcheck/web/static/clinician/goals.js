// A patient's own targets: read from the archive, changed here, and judged by at once.

/** @import { Goals } from "../shared/protocol.js" */

import { $, make, named } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import * as server from "./server.js";

/**
 * @typedef {object} Handlers
 * @property {() => void} changed The videos of the patient were judged again.
 * @property {(error: unknown) => void} trouble
 */

const EDGES = /** @type {const} */ (["from", "to"]);

export class GoalsForm {
  #handlers;
  #code = "";

  /** @param {Handlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
    $("goals", HTMLDetailsElement).ontoggle = () => this.#read();
    $("goals-save").onclick = () => this.#change(() => server.keepGoals(this.#code, this.#wanted()));
    $("goals-usual").onclick = () => this.#change(() => server.forgetGoals(this.#code));
  }

  /** @param {string} code Of the patient; empty where none was entered. */
  show(code) {
    const form = $("goals", HTMLDetailsElement);
    form.hidden = !code;
    if (code === this.#code) return;
    this.#code = code;
    if (!code) form.open = false;
    this.#read();
  }

  async #read() {
    const code = this.#code;
    if (!code || !$("goals", HTMLDetailsElement).open) return;
    try {
      const goals = await server.goals(code);
      if (code === this.#code) this.#fill(goals);
    } catch (error) {
      this.#handlers.trouble(error);
    }
  }

  /** @param {Goals} goals */
  #fill({ own, hold_s: holdS, usual_hold_s: usualS, goals }) {
    $("goals-said").textContent = t(own ? "goals.own" : "goals.usual", { code: this.#code });
    $("goals-usual", HTMLButtonElement).disabled = !own;
    $("goals-rows").replaceChildren(...goals.map((goal) => {
      const cells = EDGES.map((edge, place) => make("td", {}, field(goal.quantity, goal.name, edge, goal.green[place], goal.usual[place])));
      return make("tr", {}, make("th", { scope: "row" }, goal.name), ...cells);
    }));
    const hold = $("goals-hold", HTMLInputElement);
    hold.value = String(holdS);
    hold.placeholder = String(usualS);
  }

  #wanted() {
    /** @type {Record<string, [number | null, number | null]>} */
    const green = {};
    /** @type {NodeListOf<HTMLInputElement>} */
    const fields = $("goals-rows").querySelectorAll("input");
    for (const each of fields) {
      const [quantity, edge] = [each.dataset.quantity ?? "", each.dataset.edge];
      green[quantity] ??= [null, null];
      green[quantity][edge === "from" ? 0 : 1] = Number.isNaN(each.valueAsNumber) ? null : each.valueAsNumber;
    }
    return { hold_s: $("goals-hold", HTMLInputElement).valueAsNumber, green };
  }

  /** @param {() => Promise<Goals>} ask */
  async #change(ask) {
    try {
      this.#fill(await ask());
      $("goals-said").textContent += ` ${t("goals.kept")}`;
      this.#handlers.changed();
    } catch (error) {
      this.#handlers.trouble(error);
    }
  }
}

/**
 * @param {string} quantity
 * @param {string} name
 * @param {"from" | "to"} edge
 * @param {number | null} value
 * @param {number | null} usual
 */
function field(quantity, name, edge, value, usual) {
  const input = make("input", { type: "number", step: "1", value: String(value ?? ""), placeholder: String(usual ?? "–") });
  Object.assign(input.dataset, { quantity, edge });
  return named(input, t("goals.edge", { name, edge: t(`goals.${edge}`) }));
}
