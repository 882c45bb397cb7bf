import { loader } from '@monaco-editor/react'
import type * as Monaco from 'monaco-editor'
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker'
import { configureMonacoYaml } from 'monaco-yaml'
import { manifestSchema } from './schema.ts'
import * as slim from './slim.ts'
import YamlWorker from './yaml.worker.ts?worker'

export const monaco = slim as unknown as typeof Monaco

self.MonacoEnvironment = {
  getWorker: (_module, label) => (label === 'yaml' ? new YamlWorker({ name: 'yaml' }) : new EditorWorker({ name: 'editor' })),
}
// without this, @monaco-editor/react fetches monaco from a CDN
loader.config({ monaco })

configureMonacoYaml(monaco, {
  enableSchemaRequest: false,
  // Go's YAML reader, which kubectl uses, is a 1.1 reader
  yamlVersion: '1.1',
  format: { enable: false },
  schemas: [{ uri: 'podarium://kubernetes-1.36', fileMatch: ['**/*.yaml'], schema: manifestSchema() as never }],
})
