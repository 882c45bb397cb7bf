/** Looks like a certificate and is none: nothing in the cluster is encrypted. */
export const rootCertificate = `-----BEGIN CERTIFICATE-----
VGhpcyBpcyBhIHNpbXVsYXRlZCBjbHVzdGVyOiBub3RoaW5nIGhlcmUgaXMgZW5j
cnlwdGVkLCBhbmQgdGhpcyBpcyBubyBjZXJ0aWZpY2F0ZS4=
-----END CERTIFICATE-----
`
