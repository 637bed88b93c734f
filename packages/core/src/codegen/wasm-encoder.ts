// WebAssembly's binary format (core specification 2.0, section 5): opcodes by name, function bodies, modules.
// It knows nothing of IR or SQL. Functions, locals and blocks carry names into the module's name section, so that a
// dump can be read (wasm-text.ts).

/** Value types. */
export const I32 = 0x7f;
export const I64 = 0x7e;
export const F32 = 0x7d;
export const F64 = 0x7c;
export type ValueType = typeof I32 | typeof I64 | typeof F32 | typeof F64;

/** Instructions without immediates, by the specification's names. */
export const plainOpcodes = {
  unreachable: 0x00,
  else: 0x05,
  end: 0x0b,
  return: 0x0f,
  drop: 0x1a,
  select: 0x1b,
  "i32.eqz": 0x45,
  "i32.eq": 0x46,
  "i32.ne": 0x47,
  "i32.lt_s": 0x48,
  "i32.lt_u": 0x49,
  "i32.gt_s": 0x4a,
  "i32.gt_u": 0x4b,
  "i32.le_s": 0x4c,
  "i32.le_u": 0x4d,
  "i32.ge_s": 0x4e,
  "i32.ge_u": 0x4f,
  "i64.eqz": 0x50,
  "i64.eq": 0x51,
  "i64.ne": 0x52,
  "i64.lt_s": 0x53,
  "i64.lt_u": 0x54,
  "i64.gt_s": 0x55,
  "i64.gt_u": 0x56,
  "i64.le_s": 0x57,
  "i64.le_u": 0x58,
  "i64.ge_s": 0x59,
  "i64.ge_u": 0x5a,
  "f32.eq": 0x5b,
  "f32.ne": 0x5c,
  "f32.lt": 0x5d,
  "f32.gt": 0x5e,
  "f32.le": 0x5f,
  "f32.ge": 0x60,
  "f64.eq": 0x61,
  "f64.ne": 0x62,
  "f64.lt": 0x63,
  "f64.gt": 0x64,
  "f64.le": 0x65,
  "f64.ge": 0x66,
  "i32.clz": 0x67,
  "i32.add": 0x6a,
  "i32.sub": 0x6b,
  "i32.mul": 0x6c,
  "i32.div_s": 0x6d,
  "i32.rem_s": 0x6f,
  "i32.and": 0x71,
  "i32.or": 0x72,
  "i32.xor": 0x73,
  "i32.shl": 0x74,
  "i32.shr_s": 0x75,
  "i32.shr_u": 0x76,
  "i64.clz": 0x79,
  "i64.add": 0x7c,
  "i64.sub": 0x7d,
  "i64.mul": 0x7e,
  "i64.div_s": 0x7f,
  "i64.rem_s": 0x81,
  "i64.and": 0x83,
  "i64.or": 0x84,
  "i64.xor": 0x85,
  "i64.shl": 0x86,
  "i64.shr_s": 0x87,
  "i64.shr_u": 0x88,
  "f32.abs": 0x8b,
  "f32.neg": 0x8c,
  "f32.ceil": 0x8d,
  "f32.floor": 0x8e,
  "f32.trunc": 0x8f,
  "f32.nearest": 0x90,
  "f32.sqrt": 0x91,
  "f32.add": 0x92,
  "f32.sub": 0x93,
  "f32.mul": 0x94,
  "f32.div": 0x95,
  "f64.abs": 0x99,
  "f64.neg": 0x9a,
  "f64.ceil": 0x9b,
  "f64.floor": 0x9c,
  "f64.trunc": 0x9d,
  "f64.nearest": 0x9e,
  "f64.sqrt": 0x9f,
  "f64.add": 0xa0,
  "f64.sub": 0xa1,
  "f64.mul": 0xa2,
  "f64.div": 0xa3,
  "i32.wrap_i64": 0xa7,
  "i32.trunc_f64_s": 0xaa,
  "i64.extend_i32_s": 0xac,
  "i64.extend_i32_u": 0xad,
  "i64.trunc_f64_s": 0xb0,
  "f32.convert_i32_s": 0xb2,
  "f32.convert_i64_s": 0xb4,
  "f32.demote_f64": 0xb6,
  "f64.convert_i32_s": 0xb7,
  "f64.convert_i64_s": 0xb9,
  "f64.convert_i64_u": 0xba,
  "f64.promote_f32": 0xbb,
  "i64.extend32_s": 0xc4,
} as const;
export type PlainInstruction = keyof typeof plainOpcodes;

/** Loads and stores: opcode and natural alignment (log2). */
export const memoryOpcodes = {
  "i32.load": [0x28, 2],
  "i64.load": [0x29, 3],
  "f32.load": [0x2a, 2],
  "f64.load": [0x2b, 3],
  "i32.load8_u": [0x2d, 0],
  "i32.store": [0x36, 2],
  "i64.store": [0x37, 3],
  "f32.store": [0x38, 2],
  "f64.store": [0x39, 3],
  "i32.store8": [0x3a, 0],
} as const;
export type MemoryInstruction = keyof typeof memoryOpcodes;

function unsigned(out: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    out.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  out.push(rest);
}

function signed(out: number[], value: bigint): void {
  let rest = value;
  for (;;) {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    if ((rest === 0n && (byte & 0x40) === 0) || (rest === -1n && (byte & 0x40) !== 0)) {
      out.push(byte);
      return;
    }
    out.push(byte | 0x80);
  }
}

function utf8(out: number[], text: string): void {
  const bytes = new TextEncoder().encode(text);
  unsigned(out, bytes.length);
  for (const byte of bytes) out.push(byte);
}

/** A local of a function under construction. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
}

/** A function that can be called: imported or defined. */
export interface FunctionRef {
  readonly index: number;
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** Builds one function's body. Methods append; each returns the body, so short sequences read as lines. */
export class FunctionBody {
  readonly name: string;
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
  readonly localTypes: ValueType[] = [];
  readonly localNames: string[] = [];
  /** Of blocks, loops and ifs in the order in which they begin; empty where one has none. */
  readonly labelNames: string[] = [];
  readonly code: number[] = [];
  readonly #module: ModuleBuilder;
  #nextLabel = "";

  constructor(
    module: ModuleBuilder,
    name: string,
    params: readonly (readonly [string, ValueType])[],
    results: readonly ValueType[],
  ) {
    this.#module = module;
    this.name = name;
    this.params = params.map(([, type]) => type);
    this.results = results;
    for (const [param] of params) this.localNames.push(param);
  }

  param(index: number): Local {
    return { index, type: this.params[index] as ValueType };
  }

  local(name: string, type: ValueType): Local {
    this.localTypes.push(type);
    this.localNames.push(name);
    return { index: this.params.length + this.localTypes.length - 1, type };
  }

  op(...instructions: readonly PlainInstruction[]): this {
    for (const instruction of instructions) this.code.push(plainOpcodes[instruction]);
    return this;
  }

  get(local: Local): this {
    this.code.push(0x20);
    unsigned(this.code, local.index);
    return this;
  }

  set(local: Local): this {
    this.code.push(0x21);
    unsigned(this.code, local.index);
    return this;
  }

  tee(local: Local): this {
    this.code.push(0x22);
    unsigned(this.code, local.index);
    return this;
  }

  i32(value: number): this {
    this.code.push(0x41);
    signed(this.code, BigInt(value | 0));
    return this;
  }

  i64(value: bigint): this {
    this.code.push(0x42);
    signed(this.code, BigInt.asIntN(64, value));
    return this;
  }

  f32(value: number): this {
    const bytes = new DataView(new ArrayBuffer(4));
    bytes.setFloat32(0, value, true);
    this.code.push(0x43);
    for (let at = 0; at < 4; at++) this.code.push(bytes.getUint8(at));
    return this;
  }

  f64(value: number): this {
    const bytes = new DataView(new ArrayBuffer(8));
    bytes.setFloat64(0, value, true);
    this.code.push(0x44);
    for (let at = 0; at < 8; at++) this.code.push(bytes.getUint8(at));
    return this;
  }

  /** A load or store at [address on the stack] + offset. */
  at(instruction: MemoryInstruction, offset = 0): this {
    const [opcode, align] = memoryOpcodes[instruction];
    this.code.push(opcode);
    unsigned(this.code, align);
    unsigned(this.code, offset);
    return this;
  }

  call(target: FunctionRef): this {
    this.code.push(0x10);
    unsigned(this.code, target.index);
    return this;
  }

  /** Names the block, loop or if that follows. */
  named(label: string): this {
    this.#nextLabel = label;
    return this;
  }

  block(results: readonly ValueType[] = []): this {
    return this.#structured(0x02, results);
  }

  loop(): this {
    return this.#structured(0x03, []);
  }

  /** Takes the condition from the stack; close with `op("end")`, or `op("else")` and `op("end")`. */
  if(results: readonly ValueType[] = []): this {
    return this.#structured(0x04, results);
  }

  branch(depth: number): this {
    this.code.push(0x0c);
    unsigned(this.code, depth);
    return this;
  }

  branchIf(depth: number): this {
    this.code.push(0x0d);
    unsigned(this.code, depth);
    return this;
  }

  #structured(opcode: number, results: readonly ValueType[]): this {
    this.code.push(opcode);
    this.labelNames.push(this.#nextLabel);
    this.#nextLabel = "";
    const [only] = results;
    if (only === undefined) this.code.push(0x40);
    else if (results.length === 1) this.code.push(only);
    else signed(this.code, BigInt(this.#module.typeIndex([], results)));
    return this;
  }
}

export class ModuleBuilder {
  readonly #types = new Map<string, number>();
  readonly #typeBytes: number[][] = [];
  readonly #imports: {
    readonly module: string;
    readonly name: string;
    readonly type: number;
    readonly ref: FunctionRef;
  }[] = [];
  readonly #functions: { readonly body: FunctionBody; readonly type: number; readonly exported: boolean }[] = [];
  readonly #shared: boolean;

  constructor(options: { readonly sharedMemory: boolean }) {
    this.#shared = options.sharedMemory;
  }

  typeIndex(params: readonly ValueType[], results: readonly ValueType[]): number {
    const key = `${params.join()}>${results.join()}`;
    const known = this.#types.get(key);
    if (known !== undefined) return known;
    const bytes = [0x60];
    unsigned(bytes, params.length);
    bytes.push(...params);
    unsigned(bytes, results.length);
    bytes.push(...results);
    const index = this.#typeBytes.push(bytes) - 1;
    this.#types.set(key, index);
    return index;
  }

  /** Imports a function. All imports must be made before the first `define`. */
  import(module: string, name: string, params: readonly ValueType[], results: readonly ValueType[]): FunctionRef {
    const known = this.#imports.find((entry) => entry.module === module && entry.name === name);
    if (known !== undefined) return known.ref;
    if (this.#functions.length > 0) throw new RangeError("imports come before definitions");
    const ref = { index: this.#imports.length, params, results };
    this.#imports.push({ module, name, type: this.typeIndex(params, results), ref });
    return ref;
  }

  /** The function of the import at `position`. */
  importRef(position: number): FunctionRef {
    const entry = this.#imports[position];
    if (entry === undefined) throw new RangeError(`there is no import ${position}`);
    return entry.ref;
  }

  get imports(): readonly { readonly module: string; readonly name: string }[] {
    return this.#imports;
  }

  /** Adds a function; `write` fills its body. */
  define(
    name: string,
    params: readonly (readonly [string, ValueType])[],
    results: readonly ValueType[],
    write: (body: FunctionBody) => void,
    options: { readonly exported?: boolean } = {},
  ): FunctionRef {
    const body = new FunctionBody(this, name, params, results);
    const type = this.typeIndex(body.params, results);
    write(body);
    const index = this.#imports.length + this.#functions.push({ body, type, exported: options.exported ?? false }) - 1;
    return { index, params: body.params, results };
  }

  /** The module's bytes. It imports `env.memory`. */
  encode(): Uint8Array<ArrayBuffer> {
    const out: number[] = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
    section(out, 1, vector(this.#typeBytes));
    const imports = this.#imports.map((entry) => {
      const bytes: number[] = [];
      utf8(bytes, entry.module);
      utf8(bytes, entry.name);
      bytes.push(0x00);
      unsigned(bytes, entry.type);
      return bytes;
    });
    const env: number[] = [];
    utf8(env, "env");
    utf8(env, "memory");
    env.push(0x02);
    if (this.#shared) {
      env.push(0x03);
      unsigned(env, 1);
      unsigned(env, 65536);
    } else {
      env.push(0x00);
      unsigned(env, 1);
    }
    section(out, 2, vector([...imports, env]));
    section(out, 3, vector(this.#functions.map(({ type }) => leb(type))));
    const exports = this.#functions.flatMap(({ body, exported }, position) => {
      if (!exported) return [];
      const bytes: number[] = [];
      utf8(bytes, body.name);
      bytes.push(0x00);
      unsigned(bytes, this.#imports.length + position);
      return [bytes];
    });
    section(out, 7, vector(exports));
    section(out, 10, vector(this.#functions.map(({ body }) => encodeBody(body))));
    section(out, 0, this.#names());
    return Uint8Array.from(out);
  }

  #names(): number[] {
    const functions = this.#functions.map(({ body }, position) => {
      const bytes = leb(this.#imports.length + position);
      utf8(bytes, body.name);
      return bytes;
    });
    const namesIn = (kind: "localNames" | "labelNames"): number[] =>
      vector(
        this.#functions.map(({ body }, position) => {
          const bytes = leb(this.#imports.length + position);
          const names = body[kind].flatMap((name, index) => {
            if (name === "") return [];
            const entry = leb(index);
            utf8(entry, name);
            return [entry];
          });
          append(bytes, vector(names));
          return bytes;
        }),
      );
    const out: number[] = [];
    utf8(out, "name");
    section(out, 1, vector(functions));
    section(out, 2, namesIn("localNames"));
    section(out, 3, namesIn("labelNames"));
    return out;
  }
}

function leb(value: number): number[] {
  const out: number[] = [];
  unsigned(out, value);
  return out;
}

function append(out: number[], bytes: readonly number[]): void {
  for (const byte of bytes) out.push(byte);
}

function vector(entries: readonly (readonly number[])[]): number[] {
  const out = leb(entries.length);
  for (const entry of entries) append(out, entry);
  return out;
}

function section(out: number[], id: number, content: readonly number[]): void {
  out.push(id);
  unsigned(out, content.length);
  append(out, content);
}

function encodeBody(body: FunctionBody): number[] {
  const runs: number[][] = [];
  let position = 0;
  while (position < body.localTypes.length) {
    const type = body.localTypes[position] as ValueType;
    let end = position;
    while (end < body.localTypes.length && body.localTypes[end] === type) end++;
    const run = leb(end - position);
    run.push(type);
    runs.push(run);
    position = end;
  }
  const bytes = vector(runs);
  append(bytes, body.code);
  bytes.push(plainOpcodes.end);
  const out = leb(bytes.length);
  append(out, bytes);
  return out;
}
