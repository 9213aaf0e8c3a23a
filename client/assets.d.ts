declare module "*.css";
declare module "*?worker" {
  const worker: new () => Worker;
  export default worker;
}
declare module "monaco-editor/features/*";
declare module "monaco-editor/editor/contrib/*";
