import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'e2e',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  fullyParallel: false,
  workers: 1,
  retries: 0,
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['list'], ['json']] : 'list',
  use: {
    baseURL: 'http://localhost:4174/podarium/',
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      ...(process.env.PODARIUM_CHROMIUM ? { executablePath: process.env.PODARIUM_CHROMIUM } : {}),
      args: [
        '--no-sandbox',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
    trace: 'retain-on-failure',
  },
  // The built page under a sub-path, as a static host would serve it.
  webServer: {
    command: 'node scripts/serve.mjs 4174 /podarium/',
    url: 'http://localhost:4174/podarium/',
    reuseExistingServer: false,
  },
})
