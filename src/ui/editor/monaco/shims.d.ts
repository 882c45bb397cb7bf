declare module 'monaco-editor/editor/editor.worker.start.js' {
  export function start(create: (context: unknown) => object): void
}
declare module 'monaco-editor/editor/contrib/*'
declare module 'monaco-editor/features/*'
declare module 'monaco-editor/languages/definitions/*'
declare module 'monaco-editor/editor.js' {
  export * from 'monaco-editor'
}
