// What an import of a .wasm file gives here: its bytes as base64, put in by the build (embedded.ts).
declare module "*.wasm" {
  const base64: string;
  export default base64;
}
