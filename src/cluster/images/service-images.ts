/** Images whose servers show their outside alone; one line each. */
import { service } from '../programs/services.ts'
import { alpineFiles, debianFiles } from './base-files.ts'
import type { ImageFile } from './image.ts'
import { type Content, type Repository, repository } from './repository.ts'
import { alpinePrograms, debianPrograms } from './userlands.ts'
import type { TagScheme } from './versions.ts'

interface Row {
  readonly name: string
  readonly program: string
  /** Where its executable lies, and how the image starts it. */
  readonly path: string
  readonly args?: readonly string[]
  readonly entrypoint?: readonly string[]
  readonly scheme: TagScheme
  readonly megabytes: number
  readonly ports: readonly number[]
  readonly base?: 'alpine' | 'debian'
  readonly user?: string
  readonly files?: Readonly<Record<string, ImageFile>>
  readonly env?: Readonly<Record<string, string>>
}

const rows: readonly Row[] = [
  {
    name: 'docker.io/library/memcached',
    program: 'memcached',
    path: '/usr/local/bin/memcached',
    scheme: { versions: ['1.6.39', '1.5.22', '1.4.39'], endings: ['-alpine', '-bookworm'] },
    megabytes: 31,
    ports: [11211],
    user: '11211',
  },
  {
    name: 'docker.io/library/rabbitmq',
    program: 'rabbitmq',
    path: '/opt/rabbitmq/sbin/rabbitmq-server',
    scheme: {
      versions: ['4.1.4', '4.0.9', '3.13.7', '3.12.14', '3.11.28', '3.8.34'],
      endings: ['-management', '-alpine', '-management-alpine'],
    },
    megabytes: 103,
    ports: [4369, 5671, 5672, 15691, 15692, 25672],
  },
  {
    name: 'docker.io/library/traefik',
    program: 'traefik',
    path: '/usr/local/bin/traefik',
    scheme: { versions: ['3.5.3', '3.4.5', '3.3.7', '3.0.4', '2.11.29', '2.10.7', '1.7.34'], prefix: 'v', prefixOptional: true },
    megabytes: 50,
    ports: [80],
    base: 'alpine',
  },
  {
    name: 'docker.io/library/caddy',
    program: 'caddy',
    path: '/usr/bin/caddy',
    args: ['run', '--config', '/etc/caddy/Caddyfile', '--adapter', 'caddyfile'],
    scheme: { versions: ['2.10.2', '2.9.1', '2.8.4', '2.7.6', '2.6.4'], endings: ['-alpine'] },
    megabytes: 19,
    ports: [80, 443, 2019],
    base: 'alpine',
    files: {
      '/usr/share/caddy/index.html':
        '<!DOCTYPE html>\n<html>\n<head><title>Caddy works!</title></head>\n<body><h1>Congratulations!</h1></body>\n</html>\n',
      '/etc/caddy/Caddyfile': ':80 {\n\troot * /usr/share/caddy\n\tfile_server\n}\n',
    },
  },
  {
    name: 'docker.io/library/haproxy',
    program: 'haproxy',
    path: '/usr/local/sbin/haproxy',
    args: ['-f', '/usr/local/etc/haproxy/haproxy.cfg'],
    scheme: {
      versions: ['3.2.5', '3.1.9', '3.0.12', '2.8.16', '2.6.23', '2.4.30'],
      endings: ['-alpine'],
      names: { lts: '3.2.5' },
    },
    megabytes: 42,
    ports: [],
    user: 'haproxy',
  },
  {
    name: 'docker.io/envoyproxy/envoy',
    program: 'envoy',
    path: '/usr/local/bin/envoy',
    args: ['-c', '/etc/envoy/envoy.yaml'],
    scheme: {
      versions: ['1.35.3', '1.34.7', '1.33.9', '1.32.12', '1.31.10', '1.30.11', '1.20.7'],
      prefix: 'v',
      endings: ['-distroless'],
    },
    megabytes: 75,
    ports: [10000],
  },
  {
    name: 'docker.io/fluent/fluentd',
    program: 'fluentd',
    path: '/usr/bin/fluentd',
    scheme: {
      versions: ['1.19.0', '1.18.0', '1.17.1', '1.16.9', '1.14.6'],
      prefix: 'v',
      endings: ['-1', '-debian-1', '-debian', '-1.0'],
      names: { edge: '1.19.0' },
    },
    megabytes: 60,
    ports: [24224, 5140],
    user: 'fluent',
  },
  {
    name: 'docker.io/fluent/fluent-bit',
    program: 'fluent-bit',
    path: '/fluent-bit/bin/fluent-bit',
    args: ['-c', '/fluent-bit/etc/fluent-bit.conf'],
    scheme: {
      versions: ['4.1.0', '4.0.10', '3.2.10', '3.1.10', '3.0.7', '2.2.3', '2.1.10', '1.9.10', '1.8.15'],
      endings: ['-debug'],
    },
    megabytes: 34,
    ports: [2020],
  },
  {
    name: 'docker.io/prom/prometheus',
    program: 'prometheus',
    path: '/bin/prometheus',
    args: ['--config.file=/etc/prometheus/prometheus.yml', '--storage.tsdb.path=/prometheus'],
    scheme: {
      versions: ['3.6.0', '3.5.0', '3.4.2', '3.0.1', '2.55.1', '2.53.5', '2.45.6', '2.37.9'],
      prefix: 'v',
      names: { main: '3.6.0' },
    },
    megabytes: 115,
    ports: [9090],
    user: 'nobody',
    base: 'alpine',
  },
  {
    name: 'docker.io/grafana/grafana',
    program: 'grafana',
    path: '/run.sh',
    scheme: { versions: ['12.2.0', '12.1.2', '12.0.5', '11.6.6', '11.0.0', '10.4.19', '9.5.21', '8.5.27'], endings: ['-ubuntu'] },
    megabytes: 170,
    ports: [3000],
    user: '472',
    base: 'alpine',
  },
  {
    name: 'docker.io/library/registry',
    program: 'registry',
    path: '/entrypoint.sh',
    args: ['/etc/distribution/config.yml'],
    scheme: { versions: ['3.0.0', '2.8.3', '2.7.1'] },
    megabytes: 10,
    ports: [5000],
    base: 'alpine',
  },
  {
    name: 'docker.io/library/wordpress',
    program: 'wordpress',
    path: '/usr/local/bin/docker-entrypoint.sh',
    args: ['apache2-foreground'],
    scheme: { versions: ['6.8.2', '6.7.2', '6.2.2', '5.9.3', '4.8.3'], endings: ['-apache', '-fpm', '-php8.3-apache'] },
    megabytes: 240,
    ports: [80],
  },
  {
    name: 'docker.io/library/tomcat',
    program: 'tomcat',
    path: '/usr/local/tomcat/bin/catalina.sh',
    args: ['run'],
    scheme: { versions: ['11.0.11', '10.1.46', '9.0.109', '8.5.100'], endings: ['-jdk17', '-jdk21', '-jre17'] },
    megabytes: 200,
    ports: [8080],
  },
  {
    name: 'docker.io/library/elasticsearch',
    program: 'elasticsearch',
    path: '/usr/local/bin/docker-entrypoint.sh',
    args: ['eswrapper'],
    scheme: { versions: ['9.1.4', '8.19.4', '8.11.4', '7.17.29'], names: { latest: null } },
    megabytes: 620,
    ports: [9200, 9300],
  },
  {
    name: 'docker.io/hashicorp/vault',
    program: 'vault',
    path: '/usr/local/bin/docker-entrypoint.sh',
    args: ['server', '-dev'],
    scheme: { versions: ['1.20.4', '1.19.5', '1.15.6'] },
    megabytes: 180,
    ports: [8200],
    base: 'alpine',
  },
  {
    name: 'docker.io/library/nats',
    program: 'nats',
    path: '/nats-server',
    args: ['--config', 'nats-server.conf'],
    scheme: { versions: ['2.12.0', '2.11.9', '2.10.29'], endings: ['-alpine'] },
    megabytes: 7,
    ports: [4222, 6222, 8222],
    base: 'alpine',
  },
  {
    name: 'gcr.io/cadvisor/cadvisor',
    program: 'cadvisor',
    path: '/usr/bin/cadvisor',
    args: ['-logtostderr'],
    scheme: { versions: ['0.53.0', '0.52.1', '0.49.2', '0.47.2', '0.45.0', '0.39.3'], prefix: 'v' },
    megabytes: 30,
    ports: [8080],
    base: 'alpine',
  },
  {
    name: 'docker.io/google/cadvisor',
    program: 'cadvisor',
    path: '/usr/bin/cadvisor',
    args: ['-logtostderr'],
    scheme: {
      versions: [
        '0.33.0',
        '0.32.0',
        '0.31.0',
        '0.30.2',
        '0.27.4',
        '0.24.1',
        '0.20.5',
        '0.19.5',
        '0.18.0',
        '0.16.0',
        '0.14.0',
        '0.13.0',
        '0.11.0',
        '0.10.1',
        '0.8.0',
        '0.6.2',
        '0.4.1',
        '0.3.0',
        '0.2.2',
      ],
      prefix: 'v',
      prefixOptional: true,
      names: { canary: '0.33.0' },
    },
    megabytes: 22,
    ports: [8080],
    base: 'alpine',
  },
  {
    name: 'docker.io/kubernetesui/dashboard',
    program: 'dashboard',
    path: '/dashboard',
    args: ['--insecure-bind-address=0.0.0.0', '--bind-address=0.0.0.0'],
    scheme: { versions: ['2.7.0', '2.6.1', '2.5.1'], prefix: 'v' },
    megabytes: 75,
    ports: [8443, 9090],
    base: 'alpine',
  },
  {
    name: 'registry.k8s.io/ingress-nginx/controller',
    program: 'ingress-controller',
    path: '/nginx-ingress-controller',
    scheme: { versions: ['1.13.3', '1.12.7', '1.11.8', '1.10.6', '1.8.5'], prefix: 'v' },
    megabytes: 105,
    ports: [80, 443],
    base: 'alpine',
  },
  {
    name: 'docker.io/library/mongo-express',
    program: 'mongo-express',
    path: '/docker-entrypoint.sh',
    args: ['mongo-express'],
    scheme: { versions: ['1.0.2', '0.54.0'] },
    megabytes: 60,
    ports: [8081],
    base: 'alpine',
  },
  {
    name: 'docker.io/library/phpmyadmin',
    program: 'phpmyadmin',
    path: '/docker-entrypoint.sh',
    args: ['apache2-foreground'],
    scheme: { versions: ['5.2.2', '5.1.4'] },
    megabytes: 180,
    ports: [80],
  },
  {
    name: 'docker.io/traefik/whoami',
    program: 'whoami',
    path: '/whoami',
    scheme: { versions: ['1.11.0', '1.10.4'], prefix: 'v' },
    megabytes: 3,
    ports: [80],
    base: 'alpine',
  },
  {
    name: 'docker.io/containous/whoami',
    program: 'whoami',
    path: '/whoami',
    scheme: { versions: ['1.5.0'], prefix: 'v' },
    megabytes: 3,
    ports: [80],
    base: 'alpine',
  },
]

function make(row: Row): Repository {
  return repository(row.name, row.scheme, ({ version, ending }): Content => {
    const alpine = row.base === 'alpine' || ending.includes('alpine')
    const passwd = row.user !== undefined && !/^\d+$|nobody/.test(row.user) ? `${row.user}:x:100:101::/:/sbin/nologin` : undefined
    return {
      megabytes: row.megabytes,
      entrypoint: row.entrypoint ?? [row.path],
      cmd: row.args ?? [],
      ports: row.ports,
      ...(row.user === undefined ? {} : { user: row.user }),
      ...(row.env === undefined ? {} : { env: row.env }),
      files: [alpine ? alpineFiles('3.22.2', passwd) : debianFiles('12', passwd), ...(row.files ? [row.files] : [])],
      programs: [alpine ? alpinePrograms : debianPrograms, { [row.path]: service(row.program, version) }],
    }
  })
}

export const serviceImages: readonly Repository[] = rows.map(make)
