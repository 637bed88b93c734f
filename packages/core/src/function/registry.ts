// The registry of scalar functions and operators: rows that the binder resolves calls against, that lowering
// turns into IR, and that the SQL reference and EXPLAIN read. A file under scalar/ holds one function with its other names
// and all its rows; operators, and what only FFQ's own plans call, stand together by the idea that computes them. Each
// folder lists its files, and functions.ts the folders. An overload's key is `name(argument kinds)`. A file's rows
// are made when one of its names is first asked for: a query asks for few, and making all took every start 5 ms.
import { internal } from "../common/error.ts";
import type { IrExpr } from "../ir/ir.ts";
import type { Datum } from "../type/datum.ts";
import type { LogicalType, TypeKind } from "../type/logical-type.ts";

/** What a function may depend on besides its arguments (PostgreSQL manual, section 36.7). */
export type Volatility = "immutable" | "stable" | "volatile";

/** An argument's kind; "any" takes every type as it is. */
export type ArgumentKind = TypeKind | "any";

/** The types of one call, after implicit casts. */
export interface CallTypes {
  readonly args: readonly LogicalType[];
  readonly result: LogicalType;
}

export interface ScalarOverload {
  /** SQL name, or an operator's symbol. */
  readonly name: string;
  readonly args: readonly ArgumentKind[];
  /** Further arguments of this kind may follow. */
  readonly variadic?: ArgumentKind;
  /**
   * A kind, or the rule that gives the type from the arguments'. Where arguments are constants their values may
   * be given too, by position: extract of a known field, or rounding to a known scale, has a narrower type then.
   * `wide`: the type must hold every value that PostgreSQL answers, and not only those that are likely.
   */
  readonly result:
    | TypeKind
    | ((args: readonly LogicalType[], constants?: readonly (Datum | undefined)[], wide?: boolean) => LogicalType);
  /** NULL in any argument gives NULL, and `lower` need not care. */
  readonly strict: boolean;
  readonly volatility: Volatility;
  /**
   * Can end the query with an error: such a call must not run for rows that do not ask for it. Where it depends on
   * arguments that are constants, a rule over their values by position; undefined: not a constant.
   */
  readonly canFail: boolean | ((constants: readonly (Datum | undefined)[]) => boolean);
  /** The call's IR over its arguments' IR. */
  readonly lower: (args: readonly IrExpr[], types: CallTypes) => IrExpr;
  /**
   * What the binder adds behind the written arguments: the name of the session's time zone (text), the moment when
   * the statement began (timestamptz), the name of the first argument's type (text). They count neither for
   * resolution nor in the key.
   */
  readonly implicit?: readonly ("zone" | "now" | "type")[];
  /** Arguments of any type are used by their text form: instants, whose text the session's zone decides, come as text. */
  readonly prints?: true;
  /** "any" does not take arrays (PostgreSQL's anynonarray). */
  readonly nonarray?: true;
  /**
   * By argument: whether it is an array or an element of one element type, to which all of them are cast (PostgreSQL's
   * anycompatiblearray and anycompatible); or an array of the others' element type as it is (anyarray), or of integers; or a value whose
   * type must be known (anyelement).
   */
  readonly elements?: readonly ("list" | "element" | "same" | "integers" | "known" | "own")[];
  /** Names of the arguments, for calls that name them, and the values of those that may be left out then. */
  readonly parameters?: readonly { readonly name: string; readonly otherwise?: number }[];
  /** One line for the SQL reference. */
  readonly doc: string;
}

/** The first names of a list, as parameters that have no value of their own. */
export function parametersNamed(names: string, count: number): NonNullable<ScalarOverload["parameters"]> {
  return names
    .split(" ")
    .slice(0, count)
    .map((name) => ({ name }));
}

/** The key of an overload: `substring(text,int4,int4)`, `+(int4,int4)`. */
export function overloadKey(overload: Pick<ScalarOverload, "name" | "args" | "variadic">): string {
  const variadic = overload.variadic === undefined ? [] : [`${overload.variadic}...`];
  return `${overload.name}(${[...overload.args, ...variadic].join()})`;
}

/** The row of a key that is made from another row; undefined when the key is of no such kind. */
export type Derivation = (key: string, base: (key: string) => ScalarOverload) => ScalarOverload | undefined;

/** Rows that are made together. */
export interface FunctionFamily {
  readonly names: readonly string[];
  readonly rows: () => readonly ScalarOverload[];
}

/** A file's rows, which have these names. Made once. @throws FfqError INTERNAL, when they are made, for a row of another name */
export function functionFamily(names: readonly string[], make: () => readonly ScalarOverload[]): FunctionFamily {
  let rows: readonly ScalarOverload[] | undefined;
  const made = (): readonly ScalarOverload[] => {
    const all = make();
    const stranger = all.find(({ name }) => !names.includes(name));
    if (stranger !== undefined) throw internal(`the name ${stranger.name} is not among those of its family`);
    return all;
  };
  return {
    names,
    rows: () => {
      rows ??= made();
      return rows;
    },
  };
}

/** The part of an overload's key that is the name. */
const nameOf = (key: string): string => key.slice(0, key.indexOf("("));

export class FunctionRegistry {
  /** In the order in which they were added, which is that of the rows of a name. */
  readonly #families = new Map<string, FunctionFamily[]>();
  /** Of the names that were asked for. */
  readonly #byName = new Map<string, ScalarOverload[]>();
  readonly #byKey = new Map<string, ScalarOverload>();
  readonly #derivations: Derivation[] = [];

  /** Adds what is made when it is asked for. Only before anything is. */
  offer(families: readonly FunctionFamily[]): void {
    for (const family of families) {
      for (const name of family.names) {
        const others = this.#families.get(name);
        if (others === undefined) this.#families.set(name, [family]);
        else others.push(family);
      }
    }
  }

  /** @throws FfqError INTERNAL when an overload is there already */
  add(overloads: readonly ScalarOverload[]): void {
    for (const overload of overloads) this.#enter(overload, this.#overloadsOf(overload.name));
  }

  #enter(overload: ScalarOverload, named: ScalarOverload[]): void {
    const key = overloadKey(overload);
    if (this.#byKey.has(key)) throw internal(`function ${key} is registered twice`);
    this.#byKey.set(key, overload);
    named.push(overload);
  }

  #overloadsOf(name: string): ScalarOverload[] {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const named: ScalarOverload[] = [];
    this.#byName.set(name, named);
    for (const family of this.#families.get(name) ?? []) {
      for (const overload of family.rows()) if (overload.name === name) this.#enter(overload, named);
    }
    return named;
  }

  /** Every overload of a name, empty when it is not known. */
  named(name: string): readonly ScalarOverload[] {
    const isKnown = this.#byName.has(name) || this.#families.has(name);
    return isKnown ? this.#overloadsOf(name) : [];
  }

  /** The registry that has the rows of a name: what follows from them may be remembered for it. */
  sourceOf(_name: string): FunctionRegistry {
    return this;
  }

  /** @throws FfqError INTERNAL for a key that no plan can hold */
  overload(key: string): ScalarOverload {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    this.named(nameOf(key));
    const found = this.#byKey.get(key) ?? this.#derive(key);
    if (found === undefined) throw internal(`there is no function ${key}`);
    return found;
  }

  /** Rows that follow from others are made when first asked for. */
  #derive(key: string): ScalarOverload | undefined {
    for (const derive of this.#derivations) {
      const derived = derive(key, (base) => this.overload(base));
      if (derived === undefined) continue;
      this.#byKey.set(key, derived);
      return derived;
    }
    return undefined;
  }

  /** Adds a rule that makes rows from others by their keys. */
  derive(derivation: Derivation): void {
    this.#derivations.push(derivation);
  }

  /** All names, for suggestions. */
  names(): readonly string[] {
    return [...new Set([...this.#families.keys(), ...this.#byName.keys()])];
  }
}
