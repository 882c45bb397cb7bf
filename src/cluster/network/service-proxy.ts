/** An endpoint that a connection to a Service is sent to. */
export interface EndpointChoice {
  readonly address: string
  readonly port: number
}

/** Service addresses and node ports, as kube-proxy programs them. */
export interface ServiceProxy {
  isServiceAddress(address: string): boolean
  /** Undefined if nothing is translated at this address and port. */
  choose(
    address: string,
    port: number,
    clientAddress: string,
    node: string | undefined,
  ): EndpointChoice | 'no-endpoints' | undefined
}
