// A program that asks a cluster something and is killed by its test before it has the answer.
import { Engine } from "@ffq/core";
import { distributed } from "../client/offer.ts";

const [coordinator = "", ...statements] = process.argv.slice(2);
const engine = await Engine.create({ coordinator, partitions: 1, threads: 0, extensions: [distributed] });
for (const sql of statements) await (await engine.query(sql)).rows();
