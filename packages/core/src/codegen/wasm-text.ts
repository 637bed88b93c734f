// Emitted modules as text, for EXPLAIN (CODEGEN): read back from the bytes that run, so that it shows these and nothing
// else. Instructions have the specification's names, functions, locals and blocks those of the name section; a line is
// what one instruction without a result takes.
import { internal } from "../common/error.ts";
import { memoryOpcodes, plainOpcodes } from "./wasm-encoder.ts";
import { type FunctionType, type Module, type Names, type Reader, readModule, typeName } from "./wasm-reader.ts";

const plainNames: ReadonlyMap<number, string> = new Map(
  Object.entries(plainOpcodes).map(([name, code]) => [code, name]),
);
const memoryNames: ReadonlyMap<number, string> = new Map(
  Object.entries(memoryOpcodes).map(([name, [code]]) => [code, name]),
);
const structured: ReadonlyMap<number, string> = new Map([
  [0x02, "block"],
  [0x03, "loop"],
  [0x04, "if"],
]);
const ofLocals: ReadonlyMap<number, string> = new Map([
  [0x20, "local.get"],
  [0x21, "local.set"],
  [0x22, "local.tee"],
]);
const branches: ReadonlyMap<number, string> = new Map([
  [0x0c, "br"],
  [0x0d, "br_if"],
]);
const CALL = 0x10;
const NO_RESULT = 0x40;

/** The module's functions, a line each for a header, its locals and each statement. */
export function wasmText(bytes: Uint8Array): readonly string[] {
  const module = readModule(bytes);
  return module.bodies.flatMap((_, position) => new FunctionText(module, position).lines());
}

/** One function; its labels and locals get a number where another has the same name. */
class FunctionText {
  readonly #module: Module;
  readonly #index: number;
  readonly #type: FunctionType;
  readonly #body: Reader;
  readonly #labelNames: Names;
  readonly #lines: string[] = [];
  readonly #open: string[] = [];
  readonly #seenLabels = new Map<string, number>();
  #locals: readonly { readonly name: string; readonly type: string }[] = [];
  #labels = 0;
  /** Instructions of the line that is being written. */
  #line: string[] = [];

  constructor(module: Module, position: number) {
    this.#module = module;
    this.#index = module.imports.length + position;
    this.#type = module.functions[position] as FunctionType;
    this.#body = module.bodies[position] as Reader;
    this.#labelNames = module.labelNames.get(this.#index) ?? new Map<number, string>();
  }

  lines(): readonly string[] {
    this.#readLocals();
    const { params, results } = this.#type;
    const print = ({ name, type }: { readonly name: string; readonly type: string }): string => `${name} ${type}`;
    const shown = this.#locals.map(print);
    const arrow = results.length === 0 ? "" : ` -> ${results.join(", ")}`;
    this.#lines.push(
      `function ${this.#functionName(this.#index)}(${shown.slice(0, params.length).join(", ")})${arrow}`,
    );
    if (shown.length > params.length) this.#lines.push(`  locals ${shown.slice(params.length).join(", ")}`);
    while (!this.#body.isDone) this.#instruction();
    return this.#lines;
  }

  #readLocals(): void {
    const body = this.#body;
    const types = [...this.#type.params];
    body.list(() => {
      const count = body.unsigned();
      const type = typeName(body.byte());
      for (let at = 0; at < count; at++) types.push(type);
    });
    const names = this.#module.localNames.get(this.#index);
    const seen = new Map<string, number>();
    this.#locals = types.map((type, at) => ({ type, name: unique(seen, names?.get(at) ?? `local${at}`) }));
  }

  #functionName(index: number): string {
    const { imports, functionNames } = this.#module;
    return imports[index] ?? functionNames.get(index) ?? `function${index}`;
  }

  #instruction(): void {
    const body = this.#body;
    const opcode = body.byte();
    const opens = structured.get(opcode);
    const local = ofLocals.get(opcode);
    const branch = branches.get(opcode);
    const access = memoryNames.get(opcode);
    if (opens !== undefined) this.#begin(opens);
    else if (local !== undefined) this.#add(`${local} ${this.#locals[body.unsigned()]?.name}`, local === "local.set");
    else if (branch !== undefined) this.#add(`${branch} ${this.#open[this.#open.length - 1 - body.unsigned()]}`, true);
    else if (access !== undefined) this.#access(access);
    else if (opcode === CALL) this.#add(`call ${this.#functionName(body.unsigned())}`, false);
    else if (opcode >= 0x41 && opcode <= 0x44) this.#add(this.#constant(opcode), false);
    else this.#plain(opcode);
  }

  #constant(opcode: number): string {
    if (opcode === 0x41) return `i32.const ${this.#body.signed()}`;
    if (opcode === 0x42) return `i64.const ${this.#body.signed()}`;
    const value = this.#body.float(opcode === 0x43 ? 4 : 8);
    return `${opcode === 0x43 ? "f32" : "f64"}.const ${Object.is(value, -0) ? "-0" : value}`;
  }

  #access(name: string): void {
    this.#body.unsigned();
    const offset = this.#body.unsigned();
    this.#add(offset === 0 ? name : `${name} offset=${offset}`, name.includes("store"));
  }

  #begin(name: string): void {
    const number = this.#labels++;
    const label = unique(this.#seenLabels, this.#labelNames.get(number) ?? name);
    const result = this.#body.signed();
    // A type's code is a negative number of seven bits.
    const code = Number(result & 0x7fn);
    const results = result >= 0n ? (this.#module.types[Number(result)]?.results ?? []) : [typeName(code)];
    const shown = code === NO_RESULT && result < 0n ? "" : ` -> ${results.join(", ")}`;
    this.#add(`${name} ${label}${shown}`, true);
    this.#open.push(label);
  }

  #plain(opcode: number): void {
    const name = plainNames.get(opcode);
    if (name === undefined) throw internal(`there is no instruction 0x${opcode.toString(16)}`);
    if (name !== "end" && name !== "else") {
      this.#add(name, name === "drop" || name === "return" || name === "unreachable");
      return;
    }
    this.#flush();
    const label = this.#open.pop();
    // The function's own end is none to show.
    if (label === undefined) return;
    this.#add(`${name} ${label}`, true);
    if (name === "else") this.#open.push(label);
  }

  #add(instruction: string, endsLine: boolean): void {
    this.#line.push(instruction);
    if (endsLine) this.#flush();
  }

  #flush(): void {
    if (this.#line.length === 0) return;
    this.#lines.push("  ".repeat(1 + this.#open.length) + this.#line.join("; "));
    this.#line = [];
  }
}

/** The name, with a number behind it where it was seen before. */
function unique(seen: Map<string, number>, name: string): string {
  const count = (seen.get(name) ?? 0) + 1;
  seen.set(name, count);
  return count === 1 ? name : `${name}.${count}`;
}
