// Takes a function apart whose body is one great `switch`: each case becomes a function of its own, called through
// the table by its number, and what was in locals moves to the stack in memory, where all of them see it.
//
// Why: engines translate a hot WebAssembly function again, as a whole, with their optimizing compiler. For a parser
// with two thousand grammar rules in one function V8 needs half a second of another core and 600 MB for that, in
// every process, from the first statement on. Small functions are translated one by one, when each is hot.
//
// In the module the switch is a nest of blocks around one br_table: after the end of each block stands the code of a
// case, and a branch to a block goes on behind its end. So "behind block d" is a place to go on at: a state. A piece
// of code becomes a function that answers the next state; states from `exits` on leave the switch.
import {
  I32,
  type Instruction,
  i32Const,
  instructionsOf,
  moduleOf,
  OP,
  Reader,
  type Section,
  sectionsOf,
  u32,
  VOID,
  vector,
} from "./wasm-binary.ts";

const SECTION = { type: 1, import: 2, function: 3, table: 4, element: 9, code: 10 } as const;
/** A br_table of at least so many labels is the switch. */
const MANY_CASES = 1000;
/** __stack_pointer of what emscripten builds. */
const STACK_POINTER = 0;

type Block = Extract<Instruction, { kind: "block" }>;

/** The function's body around the switch, outermost block first; the blocks from `first` on are its nest. */
interface Switch {
  readonly path: readonly Block[];
  readonly first: number;
  readonly labels: readonly number[];
}

/** Code that starts behind a block's end: in which block it stands, and its instructions. */
interface Piece {
  readonly depth: number;
  readonly code: readonly Instruction[];
}

/** The module with the function that holds the great switch taken apart. @throws when there is not exactly one */
export function splitGreatSwitch(module: Uint8Array): Uint8Array {
  const sections = sectionsOf(module);
  const bodies = new Reader(bodyOf(sections, SECTION.code));
  const functions = bodies.list(() => bodies.take(bodies.u32()));
  const found = functions.flatMap((body, position) => {
    const parsed = parseFunction(body);
    const great = parsed === undefined ? undefined : findSwitch(parsed.instructions);
    return parsed === undefined || great === undefined ? [] : [{ position, ...parsed, great }];
  });
  const [only, other] = found;
  if (only === undefined || other !== undefined) throw new Error(`${found.length} functions have a great switch`);

  const signatures = new Reader(bodyOf(sections, SECTION.function));
  const types = signatures.list(() => signatures.u32());
  const imports = importedFunctions(bodyOf(sections, SECTION.import));
  const pieceType = typeFromI32ToI32(bodyOf(sections, SECTION.type));
  const parameters = parameterCount(bodyOf(sections, SECTION.type), types[only.position] as number);
  const table = growTable(bodyOf(sections, SECTION.table));
  const split = new Split({
    ...only,
    parameters,
    locals: parameters + only.locals,
    pieceType,
    tableStart: table.start,
  });

  const firstPiece = imports + functions.length;
  const elements = split.tableOfPieces.map((piece) => u32(firstPiece + piece));
  const replaced = functions.map((body, position) => (position === only.position ? split.main : body));
  const changed = new Map<number, Uint8Array>([
    [SECTION.function, vector([...types, ...split.pieces.map(() => pieceType)].map(u32))],
    [SECTION.table, table.grownBy(elements.length)],
    [SECTION.element, withElements(bodyOf(sections, SECTION.element), table.start, elements)],
    [SECTION.code, vector([...replaced, ...split.pieces].map((body) => [...u32(body.length), ...body]))],
  ]);
  return moduleOf(
    module,
    sections.map((section) => ({ id: section.id, body: changed.get(section.id) ?? section.body })),
  );
}

function bodyOf(sections: readonly Section[], id: number): Uint8Array {
  const found = sections.find((section) => section.id === id);
  if (found === undefined) throw new Error(`the module has no section ${id}`);
  return found.body;
}

/** Undefined for functions too small to hold the switch: their instructions need not be known. */
function parseFunction(body: Uint8Array): { instructions: Instruction[]; locals: number } | undefined {
  if (body.length < MANY_CASES) return undefined;
  const reader = new Reader(body);
  const groups = reader.list(() => ({ count: reader.u32(), type: reader.byte() }));
  const hasOnlyI32 = groups.every(({ type }) => type === I32);
  if (!hasOnlyI32) return undefined;
  const locals = groups.reduce((sum, { count }) => sum + count, 0);
  return { instructions: instructionsOf(reader).body, locals };
}

function findSwitch(instructions: readonly Instruction[]): Switch | undefined {
  const path = pathToSwitch(instructions);
  if (path === undefined) return undefined;
  const last = path.at(-1)?.body.at(-1);
  if (last?.kind !== "branch") throw new Error("the switch is not at the end of its block");
  // The nest: blocks that begin with the next one. The innermost one begins with what the switch is over.
  let first = path.length - 1;
  while (first > 0 && path[first - 1]?.op === OP.block && path[first - 1]?.body[0] === path[first]) first--;
  return { path, first, labels: last.labels };
}

/** The blocks around the great br_table, outermost first. */
function pathToSwitch(instructions: readonly Instruction[]): Block[] | undefined {
  if (instructions.some((each) => each.kind === "branch" && each.labels.length > MANY_CASES)) return [];
  for (const each of instructions) {
    if (each.kind !== "block") continue;
    const inside = pathToSwitch(each.body) ?? pathToSwitch(each.otherwise ?? []);
    if (inside !== undefined) return [each, ...inside];
  }
  return undefined;
}

interface SplitOptions {
  readonly instructions: readonly Instruction[];
  readonly great: Switch;
  readonly parameters: number;
  /** Parameters among them. */
  readonly locals: number;
  readonly pieceType: number;
  /** The first free place of the table. */
  readonly tableStart: number;
}

class Split {
  readonly main: Uint8Array;
  /** Bodies of the functions that the pieces became. */
  readonly pieces: Uint8Array[] = [];
  /** By state: which of `pieces` runs. */
  readonly tableOfPieces: number[] = [];
  readonly #options: SplitOptions;
  /** By depth of a block of the nest: the state "behind it". */
  readonly #states = new Map<number, number>();
  readonly #stateCount: number;
  /** Depths of blocks outside the nest that pieces go to, in the order of their states. */
  readonly #exits: number[] = [];

  constructor(options: SplitOptions) {
    this.#options = options;
    const { path, first, labels } = options.great;
    const innermost = path.length - 1;
    // The switch's own numbers come first, so that they are states as they are.
    const places = labels.map((label) => innermost - label);
    for (const [state, depth] of places.entries()) if (!this.#states.has(depth)) this.#states.set(depth, state);
    let count = labels.length;
    for (let depth = innermost; depth > first; depth--) if (!this.#states.has(depth)) this.#states.set(depth, count++);
    this.#stateCount = count;

    const piecesByDepth = new Map<number, number>();
    for (let depth = innermost; depth > first; depth--) {
      piecesByDepth.set(depth, this.pieces.push(this.#piece(pieceBehind(path, depth))) - 1);
    }
    const extra = [...this.#states].filter(([, state]) => state >= labels.length).map(([depth]) => depth);
    for (const depth of [...places, ...extra]) {
      this.tableOfPieces.push(piecesByDepth.get(depth) ?? this.pieces.push(this.#leave(depth)) - 1);
    }
    this.main = this.#main();
  }

  /** The state that goes on behind the block at that depth (or, where it is a loop, from its start). */
  #stateOf(depth: number): number {
    const { great } = this.#options;
    if (depth > great.first) return this.#states.get(depth) as number;
    if (depth < 0 || great.path[depth]?.head.at(-1) !== VOID) throw new Error("a case leaves the switch with a value");
    let exit = this.#exits.indexOf(depth);
    if (exit < 0) exit = this.#exits.push(depth) - 1;
    return this.#stateCount + exit;
  }

  /** A function of a case that has no code of its own but leaves. */
  #leave(depth: number): Uint8Array {
    return Uint8Array.from([0, ...i32Const(this.#stateOf(depth)), OP.end]);
  }

  /** A function: where the frame is -> the next state. One local more, for a value on its way to memory. */
  #piece({ depth, code }: Piece): Uint8Array {
    const goTo = (outer: number): number[] => [...i32Const(this.#stateOf(depth - outer)), OP.return];
    const bytes = emit(code, { frame: 0, scratch: 1, inside: 0, goTo });
    return Uint8Array.from([1, 1, I32, ...bytes, ...i32Const(this.#stateOf(depth)), OP.end]);
  }

  /** The function itself: its frame, its code, and in the place of the nest a loop over states. */
  #main(): Uint8Array {
    const { instructions, great, parameters, locals } = this.#options;
    const [frame, scratch, state] = [parameters, parameters + 1, parameters + 2];
    const bytes = (locals * 4 + 15) & ~15;
    const moveStack = (op: number): number[] => [...i32Const(bytes), op];
    const enter = [
      ...[OP.globalGet, STACK_POINTER, ...moveStack(OP.i32Sub), OP.localTee, frame, OP.globalSet, STACK_POINTER],
      ...Array.from({ length: locals }, (_, local) => [
        ...[OP.localGet, frame],
        ...(local < parameters ? [OP.localGet, local] : i32Const(0)),
        ...[OP.i32Store, 2, ...u32(local * 4)],
      ]).flat(),
    ];
    const leave = [OP.localGet, frame, ...moveStack(OP.i32Add), OP.globalSet, STACK_POINTER];
    const nest = great.path[great.first];
    const code = emit(instructions, {
      frame,
      scratch,
      inside: 0,
      goTo: undefined,
      replaced: (block) => (block === nest ? this.#dispatch(frame, scratch, state) : undefined),
    });
    return Uint8Array.from([1, 3, I32, ...enter, ...code, ...leave, OP.end]);
  }

  /** The nest's outermost block, empty but for the loop that runs states until one leaves. */
  #dispatch(frame: number, scratch: number, state: number): number[] {
    const { great, pieceType, tableStart } = this.#options;
    const over = (great.path.at(-1) as Block).body.slice(0, -1);
    const last = great.labels.length - 1;
    const outside = this.#exits.map((depth) => u32(great.first - depth));
    return [
      ...[OP.block, VOID],
      ...emit(over, { frame, scratch, inside: 0, goTo: undefined }),
      ...[OP.localTee, scratch, ...i32Const(last), OP.localGet, scratch, ...i32Const(last), OP.i32LtU, OP.select],
      ...[OP.localSet, state, OP.loop, VOID, OP.localGet, frame],
      ...[OP.localGet, state, ...i32Const(tableStart), OP.i32Add, OP.callIndirect, ...u32(pieceType), 0],
      ...[OP.localTee, state, ...i32Const(this.#stateCount), OP.i32LtU, OP.brIf, 0, OP.end],
      ...[OP.localGet, state, ...i32Const(this.#stateCount), OP.i32Sub],
      ...[OP.brTable, ...u32(outside.length - 1), ...outside.flat(), OP.end],
    ];
  }
}

/** The code behind a block of the nest, which stands in the block around it. */
function pieceBehind(path: readonly Block[], depth: number): Piece {
  return { depth: depth - 1, code: (path[depth - 1] as Block).body.slice(1) };
}

interface EmitOptions {
  /** The local that holds the frame's address, and one that is free. */
  readonly frame: number;
  readonly scratch: number;
  /** How many blocks of the code are around this place. */
  readonly inside: number;
  /** Code that goes on at a label outside the code, 0 the nearest; undefined where labels stay as they are. */
  readonly goTo: ((outer: number) => number[]) | undefined;
  readonly replaced?: (block: Block) => number[] | undefined;
}

/** The instructions with locals in the frame and branches out of the code as the options say. */
function emit(code: readonly Instruction[], options: EmitOptions): number[] {
  const bytes: number[] = [];
  for (const each of code) for (const byte of emitOne(each, options)) bytes.push(byte);
  return bytes;
}

function emitOne(each: Instruction, options: EmitOptions): ArrayLike<number> & Iterable<number> {
  switch (each.kind) {
    case "plain":
      if (each.code[0] === OP.return) throw new Error("a return inside the function is not expected");
      return each.code;
    case "local":
      return emitLocal(each.op, each.local * 4, options);
    case "branch":
      return emitBranch(each.op, each.labels, options);
    case "block": {
      const replaced = options.replaced?.(each);
      if (replaced !== undefined) return replaced;
      const within = { ...options, inside: options.inside + 1 };
      const otherwise = each.otherwise === undefined ? [] : [OP.else, ...emit(each.otherwise, within)];
      return [...each.head, ...emit(each.body, within), ...otherwise, OP.end];
    }
  }
}

function emitLocal(op: number, offset: number, { frame, scratch }: EmitOptions): number[] {
  if (op === OP.localGet) return [OP.localGet, frame, OP.i32Load, 2, ...u32(offset)];
  const store = [OP.localSet, scratch, OP.localGet, frame, OP.localGet, scratch, OP.i32Store, 2, ...u32(offset)];
  return op === OP.localTee ? [...store, OP.localGet, scratch] : store;
}

function emitBranch(op: number, labels: readonly number[], { goTo, inside, scratch }: EmitOptions): number[] {
  const isOutside = (label: number): boolean => goTo !== undefined && label >= inside;
  const [label = 0] = labels;
  switch (op) {
    case OP.br:
      return goTo !== undefined && isOutside(label) ? goTo(label - inside) : [op, ...u32(label)];
    case OP.brIf:
      return goTo !== undefined && isOutside(label)
        ? [OP.if, VOID, ...goTo(label - inside), OP.end]
        : [op, ...u32(label)];
    default: {
      // Each label outside gets a block of its own around the table, and behind its end the way out.
      const outside = goTo === undefined ? [] : [...new Set(labels.filter(isOutside))];
      const moved = labels.map((each) => (isOutside(each) ? outside.indexOf(each) : each + outside.length));
      return [
        ...[OP.localSet, scratch, ...outside.flatMap(() => [OP.block, VOID]), OP.localGet, scratch],
        ...[op, ...u32(labels.length - 1), ...moved.flatMap(u32)],
        ...outside.flatMap((each) => [OP.end, ...(goTo?.(each - inside) ?? [])]),
      ];
    }
  }
}

function importedFunctions(body: Uint8Array): number {
  const reader = new Reader(body);
  return reader.list(() => {
    reader.take(reader.u32());
    reader.take(reader.u32());
    if (reader.byte() !== 0) throw new Error("an import that is no function is not expected");
    return reader.u32();
  }).length;
}

function signaturesOf(body: Uint8Array): { readonly parameters: Uint8Array; readonly results: Uint8Array }[] {
  const reader = new Reader(body);
  return reader.list(() => {
    if (reader.byte() !== 0x60) throw new Error("a type that is no function's is not expected");
    return { parameters: reader.take(reader.u32()), results: reader.take(reader.u32()) };
  });
}

function parameterCount(types: Uint8Array, type: number): number {
  return signaturesOf(types)[type]?.parameters.length ?? 0;
}

function typeFromI32ToI32(types: Uint8Array): number {
  const isIt = (bytes: Uint8Array): boolean => bytes.length === 1 && bytes[0] === I32;
  const found = signaturesOf(types).findIndex(({ parameters, results }) => isIt(parameters) && isIt(results));
  if (found < 0) throw new Error("the module has no type (i32) -> i32");
  return found;
}

/** The one table: where new places begin, and the section with so many more. */
function growTable(body: Uint8Array): { readonly start: number; grownBy(places: number): Uint8Array } {
  const reader = new Reader(body);
  const [count, element, hasMaximum] = [reader.u32(), reader.byte(), reader.byte()];
  if (count !== 1 || hasMaximum !== 1) throw new Error("one table with a maximum is expected");
  const [minimum, maximum] = [reader.u32(), reader.u32()];
  if (minimum !== maximum) throw new Error("a table that does not grow is expected");
  return {
    start: minimum,
    grownBy: (places) => vector([[element, 1, ...u32(minimum + places), ...u32(maximum + places)]]),
  };
}

/** The section with one more segment: functions of the first table from a place on. */
function withElements(body: Uint8Array, start: number, functions: readonly number[][]): Uint8Array {
  const reader = new Reader(body);
  const count = reader.u32();
  const segment = [0, ...i32Const(start), OP.end, ...vector(functions)];
  return Buffer.concat([Uint8Array.from(u32(count + 1)), body.subarray(reader.at), Uint8Array.from(segment)]);
}
