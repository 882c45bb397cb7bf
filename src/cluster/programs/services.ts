/** Well-known servers of which the simulator shows the outside: start-up lines, ports, health pages, a way to end. */
import type { Process, Program } from '../machine/program.ts'
import { type DaemonDefinition, daemon } from './daemon.ts'
import { formatDate } from './date-format.ts'
import { type Answer, json, plainText } from './http-server.ts'

const limits = 'it starts, listens and ends like the real one, and does none of its work'
const iso = (process: Process) => formatDate('%Y-%m-%dT%H:%M:%S.%3NZ', process.now)
const html = (body: string): Answer => ({ status: 200, headers: [['Content-Type', 'text/html; charset=utf-8']], body })

interface Service {
  readonly ports: readonly number[]
  readonly megabytes: number
  readonly lines: (process: Process, args: readonly string[], version: string) => string
  readonly handle?: DaemonDefinition['handle']
  readonly exitCode?: number
  readonly startMs?: number
  /** Names of environment variables that the real image insists on, and what it says without them. */
  readonly demands?: { readonly anyOf: readonly string[]; readonly text: string }
}

const mongoLine = (process: Process, component: string, message: string, attributes = '') =>
  `{"t":{"$date":"${formatDate('%Y-%m-%dT%H:%M:%S.%3N+00:00', process.now)}"},"s":"I",  "c":"${component.padEnd(8)}", "id":23016,   "ctx":"listener","msg":"${message}"${attributes === '' ? '' : `,"attr":${attributes}`}}\n`

const services: Readonly<Record<string, Service>> = {
  mongod: {
    ports: [27017],
    megabytes: 80,
    startMs: 400,
    lines: (process, _, version) =>
      mongoLine(process, 'CONTROL', 'Build Info', `{"buildInfo":{"version":"${version}"}}`) +
      mongoLine(process, 'NETWORK', 'Listening on', '{"address":"0.0.0.0"}') +
      mongoLine(process, 'NETWORK', 'Waiting for connections', '{"port":27017,"ssl":"off"}'),
    handle: () => plainText(200, 'It looks like you are trying to access MongoDB over HTTP on the native driver port.'),
  },
  memcached: { ports: [11211], megabytes: 3, lines: () => '' },
  rabbitmq: {
    ports: [5672, 15692],
    megabytes: 130,
    startMs: 4000,
    lines: (process, _, version) =>
      `${formatDate('%Y-%m-%d %H:%M:%S.%3N000+00:00', process.now)} [info] <0.230.0>  Starting RabbitMQ ${version} on Erlang 27.3 [jit]\n${formatDate('%Y-%m-%d %H:%M:%S.%3N000+00:00', process.now)} [info] <0.581.0>  Server startup complete; 4 plugins started.\n`,
  },
  traefik: {
    ports: [80, 8080],
    megabytes: 40,
    lines: (process, _, version) =>
      `${formatDate('%Y-%m-%dT%H:%M:%SZ', process.now)} INF Traefik version ${version} built on 2025-07-29 version=${version}\n`,
    handle: (_, { request, port }) =>
      request.target === '/ping' || port === 8080 ? plainText(200, 'OK') : plainText(404, '404 page not found'),
  },
  caddy: {
    ports: [80, 2019],
    megabytes: 30,
    lines: (process) =>
      `{"level":"info","ts":${(process.now / 1000).toFixed(3)},"msg":"using config from file","file":"/etc/caddy/Caddyfile"}\n{"level":"info","ts":${(process.now / 1000).toFixed(3)},"msg":"serving initial configuration"}\n`,
    handle: (process, { port }) =>
      port === 2019
        ? json(200, {})
        : html(process.exists('/usr/share/caddy/index.html') ? process.readFile('/usr/share/caddy/index.html') : ''),
  },
  envoy: {
    ports: [10000, 9901],
    megabytes: 40,
    lines: (process, _, version) =>
      `[${formatDate('%Y-%m-%d %H:%M:%S.%3N', process.now)}][1][info][main] [source/server/server.cc:430] initializing epoch 0 (base id=0, hot restart version=11.104)\n[${formatDate('%Y-%m-%d %H:%M:%S.%3N', process.now)}][1][info][main] [source/server/server.cc:990] starting main dispatch loop (envoy ${version})\n`,
    handle: (_, { port, request }) =>
      port === 9901 && request.target === '/ready' ? plainText(200, 'LIVE') : plainText(404, ''),
  },
  fluentd: {
    ports: [24224],
    megabytes: 60,
    startMs: 1500,
    lines: (process, _, version) =>
      `${formatDate('%Y-%m-%d %H:%M:%S +0000', process.now)} [info]: starting fluentd-${version} pid=${process.pid} ruby="3.2.6"\n${formatDate('%Y-%m-%d %H:%M:%S +0000', process.now)} [info]: #0 fluentd worker is now running worker=0\n`,
  },
  'fluent-bit': {
    ports: [2020],
    megabytes: 20,
    lines: (process, _, version) =>
      `Fluent Bit v${version}\n* Copyright (C) 2015-2025 The Fluent Bit Authors\n\n[${formatDate('%Y/%m/%d %H:%M:%S', process.now)}] [ info] [fluent bit] version=${version}, pid=${process.pid}\n[${formatDate('%Y/%m/%d %H:%M:%S', process.now)}] [ info] [sp] stream processor started\n`,
  },
  prometheus: {
    ports: [9090],
    megabytes: 50,
    lines: (process, _, version) =>
      `time=${iso(process)} level=INFO source=main.go:640 msg="Starting Prometheus Server" mode=server version="(version=${version}, branch=HEAD)"\ntime=${iso(process)} level=INFO source=main.go:1324 msg="Server is ready to receive web requests."\n`,
    handle: (_, { request }) =>
      request.target === '/-/healthy'
        ? plainText(200, 'Prometheus Server is Healthy.')
        : request.target === '/-/ready'
          ? plainText(200, 'Prometheus Server is Ready.')
          : request.target.startsWith('/api/')
            ? json(200, { status: 'success', data: { resultType: 'vector', result: [] } })
            : html('<!doctype html><title>Prometheus Time Series Collection and Processing Server</title>'),
  },
  grafana: {
    ports: [3000],
    megabytes: 90,
    startMs: 1500,
    lines: (process, _, version) =>
      `logger=settings t=${iso(process)} level=info msg="Starting Grafana" version=${version}\nlogger=http.server t=${iso(process)} level=info msg="HTTP Server Listen" address=[::]:3000 protocol=http\n`,
    handle: (_, { request }) =>
      request.target === '/api/health'
        ? json(200, { database: 'ok' })
        : request.target === '/login'
          ? html('<!doctype html><title>Grafana</title>')
          : { status: 302, headers: [['Location', '/login']], body: '' },
  },
  haproxy: {
    ports: [],
    megabytes: 12,
    lines: (process, _, version) =>
      `[NOTICE]   (${process.pid}) : New worker (8) forked\n[NOTICE]   (${process.pid}) : Loading success. (HAProxy ${version})\n`,
  },
  registry: {
    ports: [5000],
    megabytes: 20,
    lines: (process) => `time="${iso(process)}" level=info msg="listening on [::]:5000"\n`,
    handle: (_, { request }) => (request.target.startsWith('/v2') ? json(200, {}) : plainText(200, '')),
  },
  wordpress: {
    ports: [80],
    megabytes: 50,
    lines: (_, __, version) =>
      `WordPress not found in /var/www/html - copying now...\nComplete! WordPress has been successfully copied to /var/www/html\nAH00094: Command line: 'apache2 -D FOREGROUND' (WordPress ${version})\n`,
    handle: (process) =>
      process.env.get('WORDPRESS_DB_HOST') === undefined
        ? html('<!DOCTYPE html><title>Database Error</title><h1>Error establishing a database connection</h1>')
        : { status: 302, headers: [['Location', '/wp-admin/install.php']], body: '' },
  },
  tomcat: {
    ports: [8080],
    megabytes: 120,
    startMs: 1500,
    exitCode: 143,
    lines: (process, _, version) =>
      `${formatDate('%d-%b-%Y %H:%M:%S.%3N', process.now)} INFO [main] org.apache.catalina.startup.VersionLoggerListener.log Server version name:   Apache Tomcat/${version}\n${formatDate('%d-%b-%Y %H:%M:%S.%3N', process.now)} INFO [main] org.apache.catalina.startup.Catalina.start Server startup in [1422] milliseconds\n`,
    handle: () => plainText(404, 'HTTP Status 404 - Not Found'),
  },
  elasticsearch: {
    ports: [9200, 9300],
    megabytes: 700,
    startMs: 12_000,
    exitCode: 143,
    lines: (process) => `{"@timestamp":"${iso(process)}", "log.level": "INFO", "message":"started"}\n`,
    handle: (process, { request }) =>
      request.target.startsWith('/_cluster/health')
        ? json(200, { cluster_name: 'docker-cluster', status: 'green' })
        : json(200, { name: process.hostname, cluster_name: 'docker-cluster', tagline: 'You Know, for Search' }, 2),
  },
  vault: {
    ports: [8200],
    megabytes: 60,
    lines: (_, __, version) =>
      `==> Vault server configuration:\n\n             Api Address: http://0.0.0.0:8200\n                 Version: Vault v${version}\n\n==> Vault server started! Log data will stream in below:\n`,
  },
  nats: {
    ports: [4222, 8222],
    megabytes: 12,
    lines: (process, _, version) =>
      `[1] ${formatDate('%Y/%m/%d %H:%M:%S.%3N000', process.now)} [INF] Starting nats-server\n[1] ${formatDate('%Y/%m/%d %H:%M:%S.%3N000', process.now)} [INF]   Version:  ${version}\n[1] ${formatDate('%Y/%m/%d %H:%M:%S.%3N000', process.now)} [INF] Server is ready\n`,
  },
  cadvisor: {
    ports: [8080],
    megabytes: 40,
    lines: (process, _, version) =>
      `I${formatDate('%m%d %H:%M:%S.%3N000', process.now)}       1 cadvisor.go:141] Starting cAdvisor version: ${version} on port 8080\nI${formatDate('%m%d %H:%M:%S.%3N000', process.now)}       1 manager.go:1205] Started watching for new ooms in manager\n`,
    handle: (process, { request }) => {
      if (request.target === '/healthz') return plainText(200, 'ok')
      if (request.target === '/metrics')
        return plainText(
          200,
          `# HELP cadvisor_version_info A metric with a constant '1' value\n# TYPE cadvisor_version_info gauge\ncadvisor_version_info{kernelVersion="6.12.0",osVersion="Alpine Linux v3.18"} 1\nmachine_cpu_cores{machine_id="${process.hostname}"} 2`,
        )
      if (request.target === '/' || request.target === '')
        return { status: 307, headers: [['Location', '/containers/']], body: '' }
      return html(
        `<html><head><title>cAdvisor - /</title></head><body><h1>/</h1><p>Containers on this node, seen from ${process.hostname}.</p></body></html>\n`,
      )
    },
  },
  dashboard: {
    ports: [8000, 9090, 8443],
    megabytes: 40,
    lines: (process) =>
      `${formatDate('%Y/%m/%d %H:%M:%S', process.now)} Starting overwatch\n${formatDate('%Y/%m/%d %H:%M:%S', process.now)} Serving securely on HTTPS port: 8443\n`,
  },
  'ingress-controller': {
    ports: [80, 443, 10254],
    megabytes: 90,
    lines: (_, __, version) =>
      `-------------------------------------------------------------------------------\nNGINX Ingress controller\n  Release:       ${version}\n-------------------------------------------------------------------------------\n`,
    handle: (_, { request, port }) =>
      port === 10254 && request.target.startsWith('/healthz') ? plainText(200, 'ok') : plainText(404, '404 Not Found'),
  },
  'mongo-express': {
    ports: [8081],
    megabytes: 60,
    startMs: 1000,
    lines: () =>
      'Welcome to mongo-express 1.0.2\n------------------------\n\nMongo Express server listening at http://0.0.0.0:8081\n',
  },
  phpmyadmin: { ports: [80], megabytes: 30, lines: () => "AH00094: Command line: 'apache2 -D FOREGROUND'\n" },
  whoami: {
    ports: [80],
    megabytes: 8,
    lines: (process) => `${formatDate('%Y/%m/%d %H:%M:%S', process.now)} Starting up on port 80\n`,
    handle: (process, { request, remoteAddress, remotePort }) =>
      plainText(
        200,
        `Hostname: ${process.hostname}\n${process
          .addresses()
          .map(({ address }) => `IP: ${address}\n`)
          .join(
            '',
          )}RemoteAddr: ${remoteAddress}:${remotePort}\n${request.method} ${request.target} ${request.version}\n${request.headers.map(([name, value]) => `${name}: ${value}\n`).join('')}`,
      ),
  },
}

/** The server program of a well-known image. */
export function service(name: string, version: string): Program {
  const found = services[name]
  if (!found) throw new Error(`there is no service ${name}`)
  const { ports, megabytes, lines, handle, exitCode, startMs, demands } = found
  return daemon({
    name,
    summary: `${name} ${version}`,
    simplified: limits,
    memoryMegabytes: megabytes,
    exitCode,
    startMs,
    *begin(process, args) {
      if (args.includes('--version') || args.includes('-version')) {
        yield* process.print(`${name} ${version}\n`)
        return 0
      }
      if (demands && !demands.anyOf.some((each) => process.env.has(each))) {
        yield* process.printError(demands.text)
        return 1
      }
      yield* process.print(lines(process, args, version))
      return undefined
    },
    ports: () => ports,
    handle,
  })
}
