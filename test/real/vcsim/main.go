// Command vcsim serves a vCenter (or, with "esx", one ESXi host) from govmomi's simulator on loopback.
//
// It reads one line of JSON from standard input:
//
//	{"esx": false, "username": "...", "password": "...", "machines": 3}
//
// or, for a vCenter of any size:
//
//	{"username": "...", "password": "...", "estate": {"datacenters": 1, "clusters": 20, "hostsPerCluster": 10,
//	 "vms": 10000, "datastores": 8, "portgroups": 20}}
//
// and prints one line of JSON when it is ready:
//
//	{"url": "https://127.0.0.1:PORT/sdk", "sha1": "AA:..", "sha256": "AA:..", "pem": "..."}
//
// Each further line is a command, see commands.go, and is answered with one line. It ends when standard input
// is closed, so it never outlives the test that started it.
//
// "vcsim collect" is a client instead, see collect.go.
package main

import (
	"bufio"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/tls"
	"encoding/json"
	"encoding/pem"
	"log"
	"net/url"
	"os"

	"github.com/vmware/govmomi/simulator"
	_ "github.com/vmware/govmomi/vapi/simulator"
	"github.com/vmware/govmomi/vim25"
)

type request struct {
	Esx      bool    `json:"esx"`
	Username string  `json:"username"`
	Password string  `json:"password"`
	Machines int     `json:"machines"`
	Estate   *estate `json:"estate"`
}

type ready struct {
	URL    string `json:"url"`
	SHA1   string `json:"sha1"`
	SHA256 string `json:"sha256"`
	PEM    string `json:"pem"`
}

func main() {
	in := bufio.NewReader(os.Stdin)
	if len(os.Args) > 1 && os.Args[1] == "collect" {
		check(collect(in, os.Stdout))
		return
	}
	line, err := in.ReadBytes('\n')
	check(err)
	var req request
	check(json.Unmarshal(line, &req))

	certificate, err := selfSigned()
	check(err)
	model := newModel(req)
	check(model.Create())
	defer model.Remove()
	// In process: no login, no XML.
	client, err := vim25.NewClient(context.Background(), model.Service)
	check(err)
	switch {
	case req.Estate != nil:
		check(build(model, client, *req.Estate))
	case !req.Esx:
		check(furnish(client))
	}
	model.Service.RegisterEndpoints = true
	model.Service.Listen = &url.URL{Host: "127.0.0.1:0", User: url.UserPassword(req.Username, req.Password)}
	model.Service.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	server := model.Service.NewServer()
	defer server.Close()
	check(json.NewEncoder(os.Stdout).Encode(describe(certificate, *server.URL)))
	check(obey(in, os.Stdout, &admin{model, client}))
}

func describe(certificate tls.Certificate, address url.URL) ready {
	der := certificate.Certificate[0]
	one, two := sha1.Sum(der), sha256.Sum256(der)
	address.User = nil
	return ready{
		URL:    address.String(),
		SHA1:   colons(one[:]),
		SHA256: colons(two[:]),
		PEM:    string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
	}
}

func newModel(req request) *simulator.Model {
	if req.Esx {
		model := simulator.ESX()
		model.Machine = req.Machines
		return model
	}
	model := simulator.VPX()
	model.ServiceContent.About.ApiVersion = "8.0.3.0"
	model.ServiceContent.About.Version = "8.0.3"
	if req.Estate != nil {
		req.Estate.shape(model)
		return model
	}
	model.Folder = 1
	model.Host = 1
	model.ClusterHost = 2
	model.Datastore = 2
	model.Portgroup = 2
	model.OpaqueNetwork = 1
	model.Machine = req.Machines
	return model
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
