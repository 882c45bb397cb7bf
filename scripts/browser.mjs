// Finds a Chromium for the journeys, or installs one, and says what it does.
import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { chromium } from '@playwright/test'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
]

function onPath(name) {
  const finder = process.platform === 'win32' ? 'where' : 'which'
  const found = spawnSync(finder, [name], { encoding: 'utf8' })
  return found.status === 0 ? found.stdout.split('\n')[0].trim() : undefined
}

function present() {
  const told = [process.env.PODARIUM_CHROMIUM, process.env.CHROME_PATH]
  const own = (() => {
    try {
      return chromium.executablePath()
    } catch {
      return undefined
    }
  })()
  for (const path of [...told, ...names.map(onPath), own, ...places]) if (path && fs.existsSync(path)) return path
  return undefined
}

function run(command, args, timeoutMs) {
  console.log(`browser: ${command} ${args.join(' ')}`)
  try {
    execFileSync(command, args, {
      stdio: 'inherit',
      timeout: timeoutMs,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    return true
  } catch (error) {
    console.log(`browser: that failed (${error.message.split('\n')[0]})`)
    return false
  }
}

/** The path of a Chromium or Chrome; throws with advice if there is none to be had. */
export function findBrowser() {
  const found = present()
  if (found) {
    console.log(`browser: using ${found}`)
    return found
  }
  console.log('browser: no Chrome or Chromium on this machine; installing one')
  run('npx', ['playwright', 'install', 'chromium'], 240_000)
  if (!present() && process.getuid?.() === 0 && fs.existsSync('/etc/debian_version')) {
    run('apt-get', ['update', '-qq'], 240_000)
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], 600_000)
  }
  const now = present()
  if (!now) throw new Error('no browser: install Chrome or Chromium, or set PODARIUM_CHROMIUM to the path of one')
  console.log(`browser: using ${now}`)
  return now
}
