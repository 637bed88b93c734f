// How the binder recognises files in FROM: what rewrite.ts marked, and the table functions over files.
import type { Node, RangeFunction } from "@pgsql/types";
import { FILE_FUNCTION, NAMED, READERS } from "./rewrite.ts";

export interface FileRelation {
  /** Paths, URIs or globs, as written; never empty. */
  readonly paths: readonly string[];
  /** `name`: the user wrote "a.parquet", and a table of exactly that name comes first. */
  readonly origin: "literal" | "name" | "function";
  /** `union_by_name => true`: the argument nodes by name. Only read_parquet has them. */
  readonly options: ReadonlyMap<string, Node>;
  /** Location of the relation in the tree's terms. */
  readonly location: number | undefined;
}

/**
 * The files that a table function in FROM stands for. Undefined for every other function, and for
 * read_parquet with arguments that are not constants: the binder says what is wrong with them.
 */
export function fileRelation(range: RangeFunction): FileRelation | undefined {
  const call = soleCall(range);
  if (call === undefined) return undefined;
  const names = call.funcname ?? [];
  const last = names.at(-1);
  const name = names.length === 1 && last !== undefined && "String" in last ? last.String.sval : undefined;
  const args = call.args ?? [];
  if (name === FILE_FUNCTION) {
    const [path, mark] = args.map(stringConstant);
    if (path === undefined) return undefined;
    return { paths: [path], origin: mark === NAMED ? "name" : "literal", options: new Map(), location: call.location };
  }
  if (name === undefined || !READERS.has(name)) return undefined;
  const options = new Map<string, Node>();
  let paths: readonly string[] | undefined;
  for (const arg of args) {
    if ("NamedArgExpr" in arg && arg.NamedArgExpr.arg !== undefined) {
      options.set(arg.NamedArgExpr.name ?? "", arg.NamedArgExpr.arg);
      continue;
    }
    if (paths !== undefined) return undefined;
    paths = stringConstants(arg);
    if (paths === undefined) return undefined;
  }
  if (paths === undefined || paths.length === 0) return undefined;
  return { paths, origin: "function", options, location: call.location };
}

type FuncCall = Extract<Node, { FuncCall: unknown }>["FuncCall"];

/** `f(...)` in FROM is a list of one pair: the call and its column definitions. */
function soleCall(range: RangeFunction): FuncCall | undefined {
  if (range.is_rowsfrom || range.functions?.length !== 1) return undefined;
  const pair = range.functions[0];
  const call = pair !== undefined && "List" in pair ? pair.List.items?.[0] : undefined;
  return call !== undefined && "FuncCall" in call ? call.FuncCall : undefined;
}

function stringConstant(node: Node): string | undefined {
  if (!("A_Const" in node)) return undefined;
  const { sval } = node.A_Const;
  return sval === undefined ? undefined : (sval.sval ?? "");
}

function stringConstants(node: Node): readonly string[] | undefined {
  if (!("A_ArrayExpr" in node)) {
    const one = stringConstant(node);
    return one === undefined ? undefined : [one];
  }
  const all = (node.A_ArrayExpr.elements ?? []).map(stringConstant);
  return all.every((path) => path !== undefined) ? all : undefined;
}
