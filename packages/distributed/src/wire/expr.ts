// Expressions to and from the flat list of a stage: an expression stands behind those it is made of. Both ways keep
// their own stack, so no depth overflows; what is one object stays one, so no sharing blows a list up.
import { create } from "@bufbuild/protobuf";
import { type CastForm, childrenOfExpr, type PhysicalExpr, unreachable } from "@ffq/core/physical";
import {
  BranchSchema,
  CallSchema,
  CaseSchema,
  CastSchema,
  ExprListSchema,
  ExprSchema,
  CastForm as Form,
  InListSchema,
  SpanSchema,
  type Expr as WireExpr,
} from "../gen/ffq/plan/v1/expr_pb.ts";
import { enumCodec, present, unreadable } from "./codec.ts";
import { datumCodec } from "./datum.ts";
import { typeCodec } from "./type.ts";

const forms = enumCodec<CastForm, Form>("form of a cast", {
  implicit: Form.IMPLICIT,
  assignment: Form.ASSIGNMENT,
  explicit: Form.EXPLICIT,
});

/** Collects a stage's expressions. */
export class ExprWriter {
  readonly list: WireExpr[] = [];
  readonly #positions = new Map<PhysicalExpr, number>();

  /** The position of an expression, which is written if it is new. */
  add(root: PhysicalExpr): number {
    const stack = [root];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const open = this.#positions.has(top) ? [] : childrenOfExpr(top).filter((child) => !this.#positions.has(child));
      if (open.length > 0) {
        for (const child of open) stack.push(child);
        continue;
      }
      stack.pop();
      if (!this.#positions.has(top)) this.#positions.set(top, this.list.push(this.#write(top)) - 1);
    }
    return this.#at(root);
  }

  addAll(exprs: readonly PhysicalExpr[]): number[] {
    return exprs.map((expr) => this.add(expr));
  }

  #at(expr: PhysicalExpr): number {
    return present(this.#positions.get(expr), "an argument");
  }

  #write(expr: PhysicalExpr): WireExpr {
    const span = "span" in expr && expr.span !== undefined ? { span: create(SpanSchema, expr.span) } : {};
    return create(ExprSchema, { type: typeCodec.toMessage(expr.type), ...span, kind: this.#kind(expr) });
  }

  #kind(expr: PhysicalExpr): WireExpr["kind"] {
    switch (expr.kind) {
      case "input":
        return { case: "input", value: expr.index };
      case "constant":
        return { case: "constant", value: datumCodec.toMessage(expr.value) };
      case "call": {
        const { overload, args } = expr;
        return { case: "call", value: create(CallSchema, { overload, args: args.map((arg) => this.#at(arg)) }) };
      }
      case "cast": {
        const form = forms.toWire(expr.form);
        return { case: "cast", value: create(CastSchema, { input: this.#at(expr.input), form }) };
      }
      case "and":
      case "or":
      case "coalesce":
        return { case: expr.kind, value: create(ExprListSchema, { args: expr.args.map((arg) => this.#at(arg)) }) };
      case "not":
        return { case: "not", value: this.#at(expr.input) };
      case "is-null":
        return { case: "isNull", value: this.#at(expr.input) };
      case "case": {
        const branches = expr.branches.map(({ when, then }) =>
          create(BranchSchema, { when: this.#at(when), then: this.#at(then) }),
        );
        return { case: "case", value: create(CaseSchema, { branches, otherwise: this.#at(expr.otherwise) }) };
      }
      case "in-list": {
        const { input, values, hasNull } = expr;
        const list = { input: this.#at(input), values: values.map((value) => datumCodec.toMessage(value)), hasNull };
        return { case: "inList", value: create(InListSchema, list) };
      }
      default:
        return unreachable(expr);
    }
  }
}

/** Reads a stage's expressions; `at` gives them by position. */
export class ExprReader {
  readonly #exprs: PhysicalExpr[] = [];

  /** @throws FfqError UNSUPPORTED for kinds that are not known here, and for positions that do not stand before */
  constructor(list: readonly WireExpr[]) {
    for (const message of list) this.#exprs.push(this.#read(message));
  }

  at(position: number): PhysicalExpr {
    const expr = this.#exprs[position];
    if (expr === undefined) throw unreadable(`expression ${position} does not stand before what names it`);
    return expr;
  }

  all(positions: readonly number[]): readonly PhysicalExpr[] {
    return positions.map((position) => this.at(position));
  }

  #read(message: WireExpr): PhysicalExpr {
    const { kind } = message;
    const type = typeCodec.fromMessage(present(message.type, "an expression's type"));
    const span = message.span === undefined ? {} : { span: { start: message.span.start, end: message.span.end } };
    switch (kind.case) {
      case "input":
        return { kind: "input", index: kind.value, type };
      case "constant":
        return { kind: "constant", value: datumCodec.fromMessage(kind.value), type };
      case "call":
        return { kind: "call", overload: kind.value.overload, args: this.all(kind.value.args), type, ...span };
      case "cast": {
        const { input, form } = kind.value;
        return { kind: "cast", input: this.at(input), type, form: forms.fromWire(form), ...span };
      }
      case "case": {
        const branches = kind.value.branches.map(({ when, then }) => ({ when: this.at(when), then: this.at(then) }));
        return { kind: "case", branches, otherwise: this.at(kind.value.otherwise), type };
      }
      case "coalesce":
        return { kind: "coalesce", args: this.all(kind.value.args), type };
      default:
        if (type.kind !== "bool") throw unreadable(`a condition of type ${type.kind}`);
        return this.#readCondition(kind, type);
    }
  }

  #readCondition(kind: WireExpr["kind"], type: { readonly kind: "bool" }): PhysicalExpr {
    switch (kind.case) {
      case "and":
      case "or":
        return { kind: kind.case, args: this.all(kind.value.args), type };
      case "not":
        return { kind: "not", input: this.at(kind.value), type };
      case "isNull":
        return { kind: "is-null", input: this.at(kind.value), type };
      case "inList": {
        const { input, values, hasNull } = kind.value;
        const constants = values.map((value) => datumCodec.fromMessage(value));
        return { kind: "in-list", input: this.at(input), values: constants, hasNull, type };
      }
      default:
        throw unreadable("an expression is of no known kind");
    }
  }
}
