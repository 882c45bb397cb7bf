// A file of our own, so that vite can bundle it as a worker.
import 'monaco-yaml/yaml.worker.js'
