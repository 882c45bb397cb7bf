/**
 * Directives that nginx knows: any other name is refused. Those without an effect here (buffers, timeouts, TLS,
 * caching, compression) are read and have none.
 */
export const knownDirectives: ReadonlySet<string> = new Set(
  `absolute_redirect accept_mutex access_log add_header add_after_body aio alias allow ancient_browser auth_basic
  auth_basic_user_file auth_request auth_request_set autoindex autoindex_exact_size autoindex_format autoindex_localtime break
  charset charset_types chunked_transfer_encoding client_body_buffer_size client_body_temp_path client_body_timeout
  client_header_buffer_size client_header_timeout client_max_body_size connection_pool_size daemon debug_connection default
  default_type deny directio disable_symlinks env error_log error_page etag events expires fastcgi_buffers fastcgi_buffer_size
  fastcgi_cache fastcgi_index fastcgi_intercept_errors fastcgi_param fastcgi_pass fastcgi_read_timeout fastcgi_split_path_info
  fastcgi_temp_path geo grpc_pass gunzip gzip gzip_buffers gzip_comp_level gzip_disable gzip_http_version gzip_min_length
  gzip_proxied gzip_static gzip_types gzip_vary hash http http2 if ignore_invalid_headers include index internal ip_hash
  keepalive keepalive_disable keepalive_requests keepalive_time keepalive_timeout large_client_header_buffers least_conn
  limit_conn limit_conn_zone limit_except limit_rate limit_rate_after limit_req limit_req_status limit_req_zone lingering_close
  listen load_module location log_format log_not_found log_subrequest map map_hash_bucket_size map_hash_max_size master_process
  merge_slashes mirror msie_padding multi_accept open_file_cache output_buffers pcre_jit perl_modules pid port_in_redirect
  postpone_output proxy_bind proxy_buffer_size proxy_buffering proxy_buffers proxy_busy_buffers_size proxy_cache
  proxy_cache_bypass proxy_cache_key proxy_cache_path proxy_cache_use_stale proxy_cache_valid proxy_connect_timeout
  proxy_cookie_path proxy_headers_hash_bucket_size proxy_headers_hash_max_size proxy_hide_header proxy_http_version
  proxy_ignore_headers proxy_intercept_errors proxy_max_temp_file_size proxy_method proxy_next_upstream proxy_no_cache
  proxy_pass proxy_pass_header proxy_pass_request_body proxy_pass_request_headers proxy_read_timeout proxy_redirect
  proxy_request_buffering proxy_send_timeout proxy_set_body proxy_set_header proxy_ssl_server_name proxy_ssl_verify
  proxy_temp_path random real_ip_header real_ip_recursive recursive_error_pages request_pool_size reset_timedout_connection
  resolver resolver_timeout return rewrite rewrite_log root satisfy scgi_temp_path send_timeout sendfile sendfile_max_chunk
  server server_name server_name_in_redirect server_names_hash_bucket_size server_names_hash_max_size server_tokens set
  set_real_ip_from split_clients ssl ssl_certificate ssl_certificate_key ssl_ciphers ssl_dhparam ssl_prefer_server_ciphers
  ssl_protocols ssl_session_cache ssl_session_timeout stream stub_status sub_filter sub_filter_once tcp_nodelay tcp_nopush
  try_files types types_hash_bucket_size types_hash_max_size underscores_in_headers upstream use user userid uwsgi_temp_path
  valid_referers variables_hash_max_size worker_connections worker_cpu_affinity worker_priority worker_processes
  worker_rlimit_nofile worker_shutdown_timeout zone`.split(/\s+/),
)

/** By extension: the part of mime.types that people meet. */
export const mimeTypes: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  shtml: 'text/html',
  css: 'text/css',
  xml: 'text/xml',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'application/javascript',
  txt: 'text/plain',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
  ico: 'image/x-icon',
  woff: 'font/woff',
  woff2: 'font/woff2',
  json: 'application/json',
  pdf: 'application/pdf',
  zip: 'application/zip',
  wasm: 'application/wasm',
  mp4: 'video/mp4',
  mp3: 'audio/mpeg',
}
