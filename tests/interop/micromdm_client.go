// micromdm_client enrols with micromdm's library and prints "granted", or the failInfo as that library names it.
//
// Usage: micromdm_client URL CHALLENGE CERTIFICATE [TRANSACTION-ID]
//
// CERTIFICATE is the PEM file to write. The library makes an id of the key unless there is one given.
package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"log"
	"math/big"
	"os"
	"time"

	gokit "github.com/go-kit/kit/log"
	scepclient "github.com/micromdm/scep/v2/client"
	"github.com/micromdm/scep/v2/cryptoutil/x509util"
	"github.com/micromdm/scep/v2/scep"
	"go.mozilla.org/pkcs7"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("micromdm_client: ")
	if len(os.Args) < 4 {
		log.Fatal("usage: micromdm_client URL CHALLENGE CERTIFICATE [TRANSACTION-ID]")
	}
	id := ""
	if len(os.Args) > 4 {
		id = os.Args[4]
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3], id); err != nil {
		log.Fatal(err)
	}
}

func run(url, challenge, file, id string) error {
	os.Setenv("NO_PROXY", "127.0.0.1")
	ctx := context.Background()
	client, err := scepclient.New(url, gokit.NewNopLogger())
	if err != nil {
		return err
	}
	der, _, err := client.GetCACert(ctx, "")
	if err != nil {
		return err
	}
	ca, err := x509.ParseCertificate(der)
	if err != nil {
		return err
	}
	key, self, csr, err := identity(challenge)
	if err != nil {
		return err
	}
	request, err := scep.NewCSRRequest(csr, &scep.PKIMessage{
		MessageType: scep.PKCSReq, Recipients: []*x509.Certificate{ca}, SignerKey: key, SignerCert: self})
	if err != nil {
		return err
	}
	message := request.Raw
	if id != "" {
		if message, err = signAnew(request, id, key, self); err != nil {
			return err
		}
	}
	answer, err := client.PKIOperation(ctx, message)
	if err != nil {
		return err
	}
	reply, err := scep.ParsePKIMessage(answer, scep.WithCACerts([]*x509.Certificate{ca}))
	if err != nil {
		return err
	}
	if id != "" && string(reply.TransactionID) != id {
		return fmt.Errorf("the answer to another transaction, %q", reply.TransactionID)
	}
	if reply.PKIStatus != scep.SUCCESS {
		fmt.Println(reply.FailInfo)
		return nil
	}
	if err := reply.DecryptPKIEnvelope(self, key); err != nil {
		return err
	}
	fmt.Println("granted")
	issued := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: reply.CertRepMessage.Certificate.Raw})
	return os.WriteFile(file, issued, 0o644)
}

// identity makes a key, a certificate to sign with, and a certification request.
func identity(challenge string) (*rsa.PrivateKey, *x509.Certificate, *x509.CertificateRequest, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, nil, nil, err
	}
	subject := pkix.Name{CommonName: "micromdm's client"}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: subject, NotAfter: time.Now().AddDate(0, 0, 1)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, nil, nil, err
	}
	self, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, nil, nil, err
	}
	der, err = x509util.CreateCertificateRequest(rand.Reader, &x509util.CertificateRequest{
		CertificateRequest: x509.CertificateRequest{Subject: subject, SignatureAlgorithm: x509.SHA256WithRSA},
		ChallengePassword:  challenge}, key)
	if err != nil {
		return nil, nil, nil, err
	}
	csr, err := x509.ParseCertificateRequest(der)
	return key, self, csr, err
}

// signAnew gives the request another transaction id, in the ASN.1 type that Go chooses for it.
func signAnew(request *scep.PKIMessage, id string, key *rsa.PrivateKey, self *x509.Certificate) ([]byte, error) {
	parsed, err := pkcs7.Parse(request.Raw)
	if err != nil {
		return nil, err
	}
	message, err := pkcs7.NewSignedData(parsed.Content)
	if err != nil {
		return nil, err
	}
	attribute := func(last int, value interface{}) pkcs7.Attribute {
		return pkcs7.Attribute{Type: asn1.ObjectIdentifier{2, 16, 840, 1, 113733, 1, 9, last}, Value: value}
	}
	err = message.AddSigner(self, key, pkcs7.SignerInfoConfig{ExtraSignedAttributes: []pkcs7.Attribute{
		attribute(2, request.MessageType), attribute(5, request.SenderNonce), attribute(7, id)}})
	if err != nil {
		return nil, err
	}
	return message.Finish()
}
