// What SET, RESET and SHOW know: each setting once, with how it is read and shown. The number of threads is fixed
// while an engine lives, so it can only be shown.

import { FfqError } from "../common/error.ts";
import { nearest } from "../common/suggest.ts";
import { fixedSettings } from "./fixed-settings.ts";
import { byteOption, countOption, ruleOption, zoneOption } from "./options.ts";
import type { Session } from "./session.ts";
import type { Setting } from "./setting.ts";
import { readTimeSpan, showTimeSpan } from "./time-span.ts";

const settings: Readonly<Record<string, Setting>> = {
  threads: { about: "Worker threads of the engine.", show: ({ config }) => String(config.threads) },
  partitions: {
    about: "Tasks that a query is spread over.",
    show: (session) => String(session.settings.partitions),
    set: (now, text) => ({ ...now, partitions: countOption("partitions", Number(text), 1, 1024) }),
    reset: (now, { partitions }) => ({ ...now, partitions }),
  },
  small_input_rows: {
    about: "Inputs of at most as many rows are not spread.",
    show: (session) => String(session.settings.smallInputRows),
    set: (now, text) => ({ ...now, smallInputRows: countOption("small_input_rows", Number(text), 0, 2 ** 31 - 1) }),
    reset: (now, { smallInputRows }) => ({ ...now, smallInputRows }),
  },
  recursion_limit: {
    about: "Rounds of WITH RECURSIVE that may add rows.",
    show: (session) => (session.settings.recursionLimit === 0 ? "none" : String(session.settings.recursionLimit)),
    set: (now, text) => ({
      ...now,
      recursionLimit: text === "none" ? 0 : countOption("recursion_limit", Number(text), 0, 2 ** 31 - 1),
    }),
    reset: (now, { recursionLimit }) => ({ ...now, recursionLimit }),
  },
  memory_limit: {
    about: "Bytes that the operators of one query may hold.",
    show: (session) => (session.settings.memoryLimit === 0 ? "none" : String(session.settings.memoryLimit)),
    set: (now, text) => ({ ...now, memoryLimit: text === "none" ? 0 : byteOption("memory_limit", text) }),
    reset: (now, { memoryLimit }) => ({ ...now, memoryLimit }),
  },
  spill_limit: {
    about: "Bytes that a query may have in files.",
    show: (session) => (session.settings.spillLimit === 0 ? "none" : String(session.settings.spillLimit)),
    set: (now, text) => ({ ...now, spillLimit: text === "none" ? 0 : byteOption("spill_limit", text) }),
    reset: (now, { spillLimit }) => ({ ...now, spillLimit }),
  },
  spill_threshold: {
    about: "Bytes from which an operator spills whatever the memory, for tests.",
    show: (session) => (session.settings.spillThreshold === 0 ? "none" : String(session.settings.spillThreshold)),
    set: (now, text) => ({ ...now, spillThreshold: text === "none" ? 0 : byteOption("spill_threshold", text) }),
    reset: (now, { spillThreshold }) => ({ ...now, spillThreshold }),
  },
  batch_rows: {
    about: "The most rows of a batch.",
    show: (session) => String(session.settings.batchRows),
    set: (now, text) => ({ ...now, batchRows: countOption("batch_rows", Number(text), 1, 65536) }),
    reset: (now, { batchRows }) => ({ ...now, batchRows }),
  },
  statement_timeout: {
    about: "How long a statement may take; 0: as long as it does.",
    show: (session) => showTimeSpan(session.settings.timeoutMs),
    set: (now, text) => ({ ...now, timeoutMs: readTimeSpan("statement_timeout", text) }),
    reset: (now, { timeoutMs }) => ({ ...now, timeoutMs }),
  },
  timezone: {
    title: "TimeZone",
    about: "The time zone in which moments are shown and read.",
    show: (session) => session.settings.timeZone,
    set: (now, text) => ({ ...now, timeZone: zoneOption("TimeZone", text) }),
    reset: (now, { timeZone }) => ({ ...now, timeZone }),
  },
  application_name: {
    about: "The name that the program gives itself.",
    show: (session) => session.settings.applicationName,
    set: (now, text) => ({ ...now, applicationName: text }),
    reset: (now, { applicationName }) => ({ ...now, applicationName }),
  },
  search_path: {
    isList: true,
    about: "The schemas in which names are looked up.",
    show: (session) => session.settings.searchPath,
    set: (now, text) => ({ ...now, searchPath: readSearchPath(text) }),
    reset: (now, { searchPath }) => ({ ...now, searchPath }),
  },
  disabled_rules: {
    isList: true,
    about: "Optimizer rules that are not run.",
    show: (session) => [...session.settings.disabledRules].join(", "),
    set: (now, text) => ({ ...now, disabledRules: ruleOption("disabled_rules", namesIn(text)) }),
    reset: (now, { disabledRules }) => ({ ...now, disabledRules }),
  },
  ...fixedSettings,
};

const namesIn = (text: string): readonly string[] =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

function settingOf(name: string): Setting {
  const known = name.toLowerCase();
  const setting = isSetting(known) ? settings[known] : undefined;
  if (setting !== undefined) return setting;
  const near = nearest(known, Object.keys(settings));
  throw new FfqError("NOT_FOUND", `unrecognized configuration parameter "${name}"`, {
    sqlstate: "42704",
    hint:
      near === undefined
        ? `Parameters: ${Object.keys(settings).join(", ")}.`
        : `Perhaps you meant the parameter "${near}".`,
  });
}

/** Schemas by their names, public among them: it is the one that there is. @throws FfqError UNSUPPORTED for others */
function readSearchPath(text: string): string {
  const schemas = namesIn(text);
  const isKnown = schemas.every((schema) => schema === "public" || schema === "pg_catalog" || schema === "$user");
  if (!isKnown || !schemas.includes("public")) {
    throw new FfqError("UNSUPPORTED", `search_path ${text} is not supported`, {
      sqlstate: "0A000",
      hint: 'There is one schema: "public".',
    });
  }
  return schemas.map((schema) => (schema === "$user" ? '"$user"' : schema)).join(", ");
}

export function isSetting(name: string): boolean {
  return Object.hasOwn(settings, name.toLowerCase());
}

export interface SettingChange {
  readonly name: string;
  /** Undefined: back to what it was when the engine was created. */
  readonly values: readonly string[] | undefined;
  /** SET LOCAL: for the transaction, which ends with the statement. */
  readonly local?: boolean;
}

export function changeSetting(session: Session, { name, values, local = false }: SettingChange): void {
  const { set, reset, isList = false } = settingOf(name);
  if (set === undefined || reset === undefined) {
    throw new FfqError("CONFIG", `parameter "${name}" cannot be changed`, { sqlstate: "55P02" });
  }
  if (values !== undefined && values.length > 1 && !isList) {
    throw new FfqError("CONFIG", `SET ${name} takes only one argument`, { sqlstate: "22023" });
  }
  const changed =
    values === undefined ? reset(session.settings, session.defaults) : set(session.settings, values.join(", "));
  if (!local) session.settings = changed;
}

/** RESET ALL. */
export function resetSettings(session: Session): void {
  session.settings = session.defaults;
}

export function showSetting(session: Session, name: string): string {
  return settingOf(name).show(session);
}

/** A setting's name as SHOW heads its column. */
export function settingTitle(name: string): string {
  return settingOf(name).title ?? name.toLowerCase();
}

/** What SHOW ALL says: each setting's name, value, and what it is, by the names' letters. */
export function shownSettings(session: Session): readonly (readonly [string, string, string])[] {
  return Object.keys(settings)
    .toSorted()
    .map((name) => {
      const { title = name, about, show } = settings[name] as Setting;
      return [title, show(session), about];
    });
}
