/** What an author tests nodes with: run an example, or compile a graph of own nodes and run it live or as a rehearsal. */
export { type CompileResult, compile } from "@aisle/runtime/compile/compile";
export type { Facts } from "@aisle/runtime/compile/facts";
export type { Problem } from "@aisle/runtime/compile/problem";
export { type ExecuteOptions, execute, type RunResult, resume } from "@aisle/runtime/execute/execute";
export type { RehearsalOptions } from "@aisle/runtime/execute/rehearsal";
export { type ExampleRun, runExample } from "@aisle/runtime/execute/run-example";
export { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
export { makeRegistry, type Registry } from "@aisle/runtime/node-sdk/registry";
