/** Repositories of Docker's library: a near miss of one of these is a typing error. */
export const officialNames: ReadonlySet<string> = new Set(
  `adminer aerospike almalinux alpine amazonlinux api-firewall arangodb archlinux backdrop bash bonita buildpack-deps busybox caddy
  cassandra chronograf cirros clearlinux clefos clickhouse clojure composer convertigo couchbase couchdb crate dart debian docker
  drupal eclipse-mosquitto eclipse-temurin eggdrop elasticsearch elixir emqx erlang fedora flink fluentd friendica gazebo gcc geonetwork
  ghost golang gradle groovy haproxy haskell haxe hello-world hitch httpd hylang ibm-semeru-runtimes ibmjava influxdb irssi jetty
  joomla jruby julia kapacitor kibana kong lightstreamer liquibase logstash mageia mariadb matomo maven mediawiki memcached mongo
  mongo-express monica mysql nats nats-streaming neo4j neurodebian nextcloud nginx node odoo open-liberty openjdk oraclelinux orientdb
  percona perl phpmyadmin photon php plone postfixadmin postgres pypy python r-base rabbitmq rakudo-star redis redmine registry rethinkdb
  rocket.chat rockylinux ros ruby rust sapmachine satosa scratch silverpeas solr sonarqube spark spiped storm swift swipl teamspeak
  telegraf tomcat tomee traefik ubuntu unit varnish vault wordpress xwiki yourls znc zookeeper`.split(/\s+/),
)
