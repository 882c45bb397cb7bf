/** Stands in for prettier, which monaco-yaml imports for a formatter that we turn off. */
export const format = (text: string): Promise<string> => Promise.resolve(text)
export default {}
