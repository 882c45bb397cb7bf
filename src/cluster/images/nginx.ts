import { nginx as nginxProgram } from '../programs/nginx.ts'
import { nginxEntrypoint } from '../programs/nginx-entrypoint.ts'
import { alpineFiles, debianFiles } from './base-files.ts'
import type { ImageFile } from './image.ts'
import { repository } from './repository.ts'
import { alpinePrograms, debianPrograms } from './userlands.ts'

const welcome = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`

const errorPage = `<!DOCTYPE html>
<html>
<head>
<title>Error</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>An error occurred.</h1>
<p>Sorry, the page you are looking for is currently unavailable.<br/>
Please try again later.</p>
<p>If you are the system administrator of this resource then you should check
the error log for details.</p>
<p><em>Faithfully yours, nginx.</em></p>
</body>
</html>
`

const defaultServer = `server {
    listen       80;
    server_name  localhost;

    #access_log  /var/log/nginx/host.access.log  main;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    #error_page  404              /404.html;

    # redirect server error pages to the static page /50x.html
    #
    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`

const configuration = (level: string, pid: string) => `
user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log ${level};
pid        ${pid};


events {
    worker_connections  1024;
}


http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  /var/log/nginx/access.log  main;

    sendfile        on;
    #tcp_nopush     on;

    keepalive_timeout  65;

    #gzip  on;

    include /etc/nginx/conf.d/*.conf;
}
`

const own: Readonly<Record<string, ImageFile>> = {
  '/usr/share/nginx/html/index.html': welcome,
  '/usr/share/nginx/html/50x.html': errorPage,
  '/etc/nginx/conf.d/default.conf': defaultServer,
  '/etc/nginx/mime.types':
    'types {\n    text/html                                        html htm shtml;\n    text/css                                         css;\n    application/javascript                           js;\n}\n',
  '/var/log/nginx/access.log': { symlink: '/dev/stdout' },
  '/var/log/nginx/error.log': { symlink: '/dev/stderr' },
  '/var/cache/nginx': { directory: true },
}
/** Newer images say more: notices since 1.21, the entrypoint since 1.19. */
const modern: Readonly<Record<string, ImageFile>> = {
  ...own,
  '/etc/nginx/nginx.conf': configuration('notice', '/run/nginx.pid'),
  '/docker-entrypoint.d/10-listen-on-ipv6-by-default.sh': { content: '#!/bin/sh\n', mode: 0o755 },
  '/docker-entrypoint.d/15-local-resolvers.envsh': { content: '#!/bin/sh\n', mode: 0o755 },
  '/docker-entrypoint.d/20-envsubst-on-templates.sh': { content: '#!/bin/sh\n', mode: 0o755 },
  '/docker-entrypoint.d/30-tune-worker-processes.sh': { content: '#!/bin/sh\n', mode: 0o755 },
}
const old: Readonly<Record<string, ImageFile>> = { ...own, '/etc/nginx/nginx.conf': configuration('warn', '/var/run/nginx.pid') }
const user = 'nginx:x:101:101:nginx user:/nonexistent:/bin/false'

export const nginx = repository(
  'docker.io/library/nginx',
  {
    versions: [
      '1.29.3',
      '1.28.0',
      '1.27.5',
      '1.26.3',
      '1.25.5',
      '1.24.0',
      '1.23.4',
      '1.22.1',
      '1.21.6',
      '1.20.2',
      '1.19.10',
      '1.18.0',
      '1.17.10',
      '1.16.1',
      '1.15.12',
      '1.14.2',
      '1.13.12',
      '1.12.2',
      '1.11.13',
      '1.10.3',
      '1.9.15',
      '1.8.1',
      '1.7.12',
    ],
    endings: [
      '-alpine',
      '-alpine-slim',
      '-alpine3.22',
      '-alpine3.21',
      '-alpine3.20',
      '-perl',
      '-bookworm',
      '-trixie',
      '-bullseye',
      '-alpine-perl',
      '-otel',
    ],
    names: { mainline: '1.29.3', stable: '1.28.0' },
  },
  ({ version, ending }) => {
    const minor = Number(version.split('.')[1])
    const alpine = ending.includes('alpine')
    const program = nginxProgram(
      version,
      alpine ? 'built by gcc 14.2.0 (Alpine 14.2.0) ' : 'built by gcc 12.2.0 (Debian 12.2.0-14) ',
    )
    return {
      megabytes: ending === '-alpine-slim' ? 5.3 : alpine ? 22 : minor < 19 ? 44.8 : 72.3,
      ...(minor >= 19 ? { entrypoint: ['/docker-entrypoint.sh'] } : {}),
      cmd: ['nginx', '-g', 'daemon off;'],
      env: { NGINX_VERSION: version, PKG_RELEASE: '1', ...(minor >= 25 ? { DYNPKG_RELEASE: '1' } : {}) },
      ports: [80],
      stopSignal: minor >= 20 ? 'QUIT' : 'TERM',
      files: [
        alpine
          ? alpineFiles('3.22.2', 'nginx:x:101:101:nginx:/var/cache/nginx:/sbin/nologin')
          : debianFiles(minor < 16 ? '9' : minor < 24 ? '11' : '12', user),
        minor >= 21
          ? modern
          : minor >= 19
            ? { ...modern, '/etc/nginx/nginx.conf': configuration('warn', '/var/run/nginx.pid') }
            : old,
      ],
      programs: [
        alpine ? alpinePrograms : debianPrograms,
        { '/usr/sbin/nginx': program, ...(minor >= 19 ? { '/docker-entrypoint.sh': nginxEntrypoint } : {}) },
      ],
    }
  },
)
