// Command vcsim serves a vCenter (or, with "esx", one ESXi host) from govmomi's simulator on loopback.
//
// It reads one line of JSON from standard input:
//
//	{"esx": false, "username": "...", "password": "...", "machines": 3}
//
// and prints one line of JSON when it is ready:
//
//	{"url": "https://127.0.0.1:PORT/sdk", "sha1": "AA:..", "sha256": "AA:..", "pem": "..."}
//
// It ends when standard input is closed, so it never outlives the test that started it.
package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

type request struct {
	Esx      bool   `json:"esx"`
	Username string `json:"username"`
	Password string `json:"password"`
	Machines int    `json:"machines"`
}

type ready struct {
	URL    string `json:"url"`
	SHA1   string `json:"sha1"`
	SHA256 string `json:"sha256"`
	PEM    string `json:"pem"`
}

func main() {
	in := bufio.NewReader(os.Stdin)
	line, err := in.ReadBytes('\n')
	check(err)
	var req request
	check(json.Unmarshal(line, &req))

	certificate, err := selfSigned()
	check(err)
	model := newModel(req)
	check(model.Create())
	model.Service.RegisterEndpoints = true
	model.Service.Listen = &url.URL{Host: "127.0.0.1:0", User: url.UserPassword(req.Username, req.Password)}
	model.Service.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	server := model.Service.NewServer()
	if !req.Esx {
		check(furnish(server.URL))
	}

	der := certificate.Certificate[0]
	one, two := sha1.Sum(der), sha256.Sum256(der)
	address := *server.URL
	address.User = nil
	check(json.NewEncoder(os.Stdout).Encode(ready{
		URL:    address.String(),
		SHA1:   colons(one[:]),
		SHA256: colons(two[:]),
		PEM:    string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
	}))
	_, _ = io.Copy(io.Discard, in)
	server.Close()
	model.Remove()
}

func newModel(req request) *simulator.Model {
	if req.Esx {
		model := simulator.ESX()
		model.Machine = req.Machines
		return model
	}
	model := simulator.VPX()
	model.Folder = 1
	model.Host = 1
	model.ClusterHost = 2
	model.Datastore = 2
	model.Portgroup = 2
	model.OpaqueNetwork = 1
	model.Machine = req.Machines
	model.ServiceContent.About.ApiVersion = "8.0.3.0"
	model.ServiceContent.About.Version = "8.0.3"
	return model
}

// furnish gives two machines what the plain model lacks: DC0_H0_VM0 a card on an opaque network, a card
// on a standard network, a SATA disk and a two-level snapshot tree; the last DC0_C0 machine a template's mark.
func furnish(address *url.URL) error {
	ctx := context.Background()
	client, err := govmomi.NewClient(ctx, address, true)
	if err != nil {
		return err
	}
	defer func() { _ = client.Logout(ctx) }()
	finder := find.NewFinder(client.Client)
	vm, err := finder.VirtualMachine(ctx, "/F0/DC0/vm/F0/DC0_H0_VM0")
	if err != nil {
		return err
	}
	for _, path := range []string{"/F0/DC0/network/F0/DC0_NSX0", "/F0/DC0/network/VM Network"} {
		network, err := finder.Network(ctx, path)
		if err != nil {
			return err
		}
		backing, err := network.EthernetCardBackingInfo(ctx)
		if err != nil {
			return err
		}
		card, err := object.EthernetCardTypes().CreateEthernetCard("vmxnet3", backing)
		if err != nil {
			return err
		}
		if err := vm.AddDevice(ctx, card); err != nil {
			return err
		}
	}
	if err := addSataDisk(ctx, vm); err != nil {
		return err
	}
	for _, name := range []string{"first", "second"} {
		task, err := vm.CreateSnapshot(ctx, name, "", false, false)
		if err != nil {
			return err
		}
		if err := task.Wait(ctx); err != nil {
			return err
		}
	}
	return makeTemplate(ctx, finder)
}

func addSataDisk(ctx context.Context, vm *object.VirtualMachine) error {
	devices, err := vm.Device(ctx)
	if err != nil {
		return err
	}
	controller := &types.VirtualAHCIController{}
	controller.Key = -100
	if err := vm.AddDevice(ctx, controller); err != nil {
		return err
	}
	after, err := vm.Device(ctx)
	if err != nil {
		return err
	}
	sata := after.SelectByType((*types.VirtualAHCIController)(nil))
	if len(sata) == 0 {
		return fmt.Errorf("the SATA controller is missing")
	}
	first := devices.SelectByType((*types.VirtualDisk)(nil))[0].(*types.VirtualDisk)
	file := first.Backing.(*types.VirtualDiskFlatVer2BackingInfo)
	disk := after.CreateDisk(sata[0].(types.BaseVirtualController), *file.Datastore, "")
	disk.CapacityInKB = 64 << 10
	return vm.AddDevice(ctx, disk)
}

func makeTemplate(ctx context.Context, finder *find.Finder) error {
	machines, err := finder.VirtualMachineList(ctx, "/F0/DC0/vm/F0/DC0_C0_*")
	if err != nil {
		return err
	}
	last := machines[len(machines)-1]
	task, err := last.PowerOff(ctx)
	if err != nil {
		return err
	}
	if err := task.Wait(ctx); err != nil {
		return err
	}
	return last.MarkAsTemplate(ctx)
}

// selfSigned makes a fresh certificate; the simulator's own is the same in every run and everywhere.
func selfSigned() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(time.Now().UnixNano()),
		Subject:               pkix.Name{CommonName: "vcsim.example", Organization: []string{"vcsim"}},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(24 * time.Hour),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		IsCA:                  true,
		DNSNames:              []string{"localhost"},
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}

func colons(sum []byte) string {
	pairs := make([]string, len(sum))
	for i, b := range sum {
		pairs[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(pairs, ":")
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
