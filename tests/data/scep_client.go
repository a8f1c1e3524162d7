// scep_client sends one PKCSReq to a SCEP server on this host and keeps both
// sides of the exchange as files. The reply is stored as it came: it is never
// parsed here, so that a reply this library cannot read is kept all the same.
//
// Usage: scep_client PORT NAME CHALLENGE FOLDER
//
// Files written to FOLDER:
//
//	ca.pem               the answer to GetCACert
//	NAME.request.der     the pkiMessage sent
//	NAME.reply.der       the body of the answer to it
//	NAME.transaction-id  the request's transactionID
//	NAME.nonce           the request's senderNonce in lower-case hex
package main

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/micromdm/scep/v2/cryptoutil/x509util"
	"github.com/micromdm/scep/v2/scep"
)

// No proxy, whatever the environment says: nothing here leaves the host.
var client = http.Client{Transport: &http.Transport{}, Timeout: 30 * time.Second}

func main() {
	log.SetFlags(0)
	log.SetPrefix("scep_client: ")
	if len(os.Args) != 5 {
		log.Fatal("usage: scep_client PORT NAME CHALLENGE FOLDER")
	}
	port, name, challenge, folder := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	if err := run("http://127.0.0.1:"+port+"/scep", name, challenge, folder); err != nil {
		log.Fatal(err)
	}
}

func run(url, name, challenge, folder string) error {
	ca, err := fetchCA(url)
	if err != nil {
		return fmt.Errorf("GetCACert: %w", err)
	}
	request, err := newRequest(ca, name, challenge)
	if err != nil {
		return fmt.Errorf("making the request: %w", err)
	}
	reply, err := body(client.Post(url+"?operation=PKIOperation",
		"application/x-pki-message", bytes.NewReader(request.Raw)))
	if err != nil {
		return fmt.Errorf("PKIOperation: %w", err)
	}

	files := map[string][]byte{
		"ca.pem":                 pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.Raw}),
		name + ".request.der":    request.Raw,
		name + ".reply.der":      reply,
		name + ".transaction-id": []byte(request.TransactionID),
		name + ".nonce":          []byte(hex.EncodeToString(request.SenderNonce)),
	}
	for file, content := range files {
		if err := os.WriteFile(filepath.Join(folder, file), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// fetchCA asks for the CA's certificate. A server with a chain would answer
// with a PKCS #7 message instead; the one used here has a single certificate.
func fetchCA(url string) (*x509.Certificate, error) {
	der, err := body(client.Get(url + "?operation=GetCACert"))
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// newRequest makes a PKCSReq for a fresh key: a certification request with the
// challenge password, encrypted to the CA and signed with a self-signed
// certificate of that key. The library chooses transactionID and senderNonce.
func newRequest(ca *x509.Certificate, name, challenge string) (*scep.PKIMessage, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	subject := pkix.Name{Organization: []string{"SCEP test data"}, CommonName: name}

	now := time.Now()
	unsigned := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      subject,
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.AddDate(1, 0, 0),
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
	}
	der, err := x509.CreateCertificate(rand.Reader, unsigned, unsigned, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	self, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}

	der, err = x509util.CreateCertificateRequest(rand.Reader, &x509util.CertificateRequest{
		CertificateRequest: x509.CertificateRequest{
			Subject:            subject,
			SignatureAlgorithm: x509.SHA256WithRSA,
		},
		ChallengePassword: challenge,
	}, key)
	if err != nil {
		return nil, err
	}
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil {
		return nil, err
	}

	return scep.NewCSRRequest(csr, &scep.PKIMessage{
		MessageType: scep.PKCSReq,
		Recipients:  []*x509.Certificate{ca},
		SignerKey:   key,
		SignerCert:  self,
	})
}

// body reads all of an answer and takes any status but 200 for an error. Its
// parameters are the results of the http calls.
func body(answer *http.Response, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", answer.Status, bytes.TrimSpace(content))
	}
	return content, nil
}
