// A number of characters at one of a text's ends. The result points into the text: no byte is copied.
import { text } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";

export function outerPart(name: "left" | "right"): FunctionFamily {
  return functionFamily([name], () => [
    {
      strict: true,
      volatility: "immutable",
      name,
      args: ["text", "int4"],
      result: "text",
      canFail: false,
      doc: `The ${name}most characters; of a negative number, all but so many.`,
      lower: (args) => text(name, "ref", args),
    },
  ]);
}
