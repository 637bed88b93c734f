// A stage on its way from the client through the coordinator to workers: bytes that only its ends read.

declare const encoded: unique symbol;

/** An encoded ffq.plan.v1.Stage. */
export type EncodedStage = Uint8Array & { readonly [encoded]: true };

export declare function encodeStage(stage: Stage): EncodedStage;
