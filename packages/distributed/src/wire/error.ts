// Errors: code, SQLSTATE, position, hint, context and the whole chain of causes, as a flat list. Nothing is turned
// into text on the way, since what a receiver does next hangs on the code.
import { create } from "@bufbuild/protobuf";
import { type ErrorData, isErrorCode } from "@ffq/core/physical";
import {
  ContextEntrySchema,
  ErrorInfoSchema,
  ErrorLinkSchema,
  ErrorSpanSchema,
  type ContextEntry as WireContext,
  type ErrorInfo as WireError,
  type ErrorLink as WireLink,
} from "../gen/ffq/control/v1/error_pb.ts";
import { type Codec, unreadable } from "./codec.ts";

/** Causes beyond this many are not sent; the last one sent says so. */
const LONGEST_CHAIN = 64;

export const errorCodec: Codec<ErrorData, typeof ErrorInfoSchema> = {
  schema: ErrorInfoSchema,
  toMessage: (error) => {
    const chain: WireLink[] = [];
    let next: ErrorData | string | undefined = error;
    while (typeof next === "object" && chain.length < LONGEST_CHAIN) {
      chain.push(toLink(next));
      next = next.cause;
    }
    const root = typeof next === "object" ? `${next.message} (and further causes)` : next;
    return create(ErrorInfoSchema, { chain, ...(root === undefined ? {} : { root }) });
  },
  fromMessage: ({ chain, root }: WireError) => {
    const error = chain.reduceRight<ErrorData | string | undefined>((cause, link) => fromLink(link, cause), root);
    if (typeof error !== "object") throw unreadable("an error says nothing");
    return error;
  },
};

function toLink({ code, message, sqlstate, span, hint, context }: ErrorData): WireLink {
  return create(ErrorLinkSchema, {
    code,
    message,
    ...(sqlstate === undefined ? {} : { sqlstate }),
    ...(span === undefined ? {} : { span: create(ErrorSpanSchema, span) }),
    ...(hint === undefined ? {} : { hint }),
    context: Object.entries(context ?? {}).map(([name, value]) => toContext(name, value)),
  });
}

function toContext(name: string, value: string | number): WireContext {
  return create(ContextEntrySchema, {
    name,
    value: typeof value === "string" ? { case: "text", value } : { case: "number", value },
  });
}

function fromLink(link: WireLink, cause: ErrorData | string | undefined): ErrorData {
  const { code, message, sqlstate, span, hint, context } = link;
  const members = context.map(({ name, value }) => {
    if (value.case === undefined) throw unreadable("an error's context without a value");
    return [name, value.value] as const;
  });
  const detail = {
    ...(sqlstate === undefined ? {} : { sqlstate }),
    ...(span === undefined ? {} : { span: { start: span.start, end: span.end } }),
    ...(hint === undefined ? {} : { hint }),
    ...(members.length === 0 ? {} : { context: Object.fromEntries(members) }),
  };
  if (!isErrorCode(code)) throw unreadable(`the error code ${JSON.stringify(code)} (${message})`);
  return { code, message, ...detail, ...(cause === undefined ? {} : { cause }) };
}
