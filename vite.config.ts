import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  // relative, so that dist/ works under any path of any static host
  base: './',
  plugins: [react()],
  resolve: {
    alias: [
      // monaco-yaml brings monaco-worker-manager 2, which speaks the worker protocol of monaco before 0.53
      { find: /^monaco-worker-manager\/worker$/, replacement: at('./src/ui/editor/monaco/worker-manager-worker.ts') },
      { find: /^monaco-worker-manager$/, replacement: at('./src/ui/editor/monaco/worker-manager.ts') },
      // 131 kB for a formatter that is turned off
      { find: /^prettier(\/.*)?$/, replacement: at('./src/ui/editor/monaco/no-prettier.ts') },
    ],
  },
  worker: { format: 'es' },
  // Everything reached only through lazy() or a worker: else a cold dev start finds it late and reloads the page.
  optimizeDeps: {
    include: [
      'react',
      'react-dom/client',
      'react/jsx-runtime',
      'zustand',
      'reactflow',
      'js-yaml',
      'unbash',
      'lucide-react',
      '@xterm/xterm',
      '@xterm/addon-fit',
      '@monaco-editor/react',
      'monaco-yaml',
      'monaco-yaml/yaml.worker.js',
      'monaco-editor/editor/editor.worker.start.js',
    ],
    entries: ['index.html', 'src/bridge/worker.ts', 'src/ui/editor/monaco/yaml.worker.ts', 'src/ui/**/*-pane.tsx'],
  },
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 4500,
    sourcemap: false,
  },
})
