declare module "*.css";
declare module "*?worker" {
  const worker: new () => Worker;
  export default worker;
}
declare module "monaco-editor/features/*";
declare module "monaco-editor/editor/contrib/*";
declare module "*?worker&url" {
  const address: string;
  export default address;
}
declare module "*.woff2" {
  const address: string;
  export default address;
}
