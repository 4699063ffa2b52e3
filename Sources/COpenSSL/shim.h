#pragma once
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// Macros with arguments, which Swift does not see.

static inline void grpcbench_ssl_ctx_set_mode(SSL_CTX *context, long mode) {
  SSL_CTX_set_mode(context, mode);
}

static inline void grpcbench_ssl_set_mode(SSL *ssl, long mode) { SSL_set_mode(ssl, mode); }

static inline int grpcbench_ssl_ctx_set_versions(SSL_CTX *context, int lowest, int highest) {
  return SSL_CTX_set_min_proto_version(context, lowest) == 1 &&
         SSL_CTX_set_max_proto_version(context, highest) == 1;
}

static inline void grpcbench_ssl_ctx_set_session_cache_mode(SSL_CTX *context, long mode) {
  SSL_CTX_set_session_cache_mode(context, mode);
}

static inline int grpcbench_ssl_ctx_add_chain_certificate(SSL_CTX *context, X509 *certificate) {
  return (int)SSL_CTX_add1_chain_cert(context, certificate);
}

static inline int grpcbench_ssl_set_server_name(SSL *ssl, const char *name) {
  return (int)SSL_set_tlsext_host_name(ssl, name);
}

static inline int grpcbench_err_is_no_start_line(unsigned long error) {
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

static inline void grpcbench_bio_set_retry_read(BIO *bio) { BIO_set_retry_read(bio); }

static inline void grpcbench_bio_clear_retry(BIO *bio) { BIO_clear_retry_flags(bio); }

static inline EVP_PKEY *grpcbench_make_p256_key(void) { return EVP_EC_gen("P-256"); }

static inline long grpcbench_bio_contents(BIO *bio, char **bytes) {
  return BIO_get_mem_data(bio, bytes);
}

// The key of session tickets: a name, and what they are signed and encrypted with.
enum { grpcbench_ticket_key_size = 80 };

static inline int grpcbench_ssl_ctx_set_ticket_key(SSL_CTX *context, const unsigned char *key) {
  return (int)SSL_CTX_set_tlsext_ticket_keys(context, (void *)key, grpcbench_ticket_key_size);
}

static inline void grpcbench_ssl_ctx_forbid_old_ways(SSL_CTX *context) {
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
}

static inline void grpcbench_ssl_ctx_forbid_tickets(SSL_CTX *context) {
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
}
