package main

import (
	"context"
	"encoding/json"
	"io"
	"net/url"
	"syscall"
	"time"

	"github.com/vmware/govmomi/session"
	"github.com/vmware/govmomi/view"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// collection is what "vcsim collect" reads from standard input: a server and the properties to read from it.
type collection struct {
	URL        string `json:"url"`
	Username   string `json:"username"`
	Password   string `json:"password"`
	SHA256     string `json:"sha256"`
	MaxObjects int32  `json:"maxObjects"`
	Sets       []struct {
		Type  string   `json:"type"`
		Paths []string `json:"paths"`
	} `json:"sets"`
}

// collected is what it prints: seconds from before the login to the last page, decoded.
type collected struct {
	Seconds float64 `json:"seconds"`
	Pages   int     `json:"pages"`
	Objects int     `json:"objects"`
	Vms     int     `json:"vms"`
	PeakMb  float64 `json:"peakMb"`
}

// collect is govmomi's own client reading the properties of everything, in pages, from the server of the request.
func collect(in io.Reader, out io.Writer) error {
	var req collection
	if err := json.NewDecoder(in).Decode(&req); err != nil {
		return err
	}
	ctx := context.Background()
	began := time.Now()
	client, manager, err := logIn(ctx, req)
	if err != nil {
		return err
	}
	defer func() { _ = manager.Logout(ctx) }()
	result, objects, err := readAll(ctx, client, req)
	if err != nil {
		return err
	}
	result.Seconds = time.Since(began).Seconds()
	result.Objects = len(objects)
	for _, found := range objects {
		if found.Obj.Type == "VirtualMachine" {
			result.Vms++
		}
	}
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return err
	}
	result.PeakMb = float64(usage.Maxrss) / 1024
	return json.NewEncoder(out).Encode(result)
}

func logIn(ctx context.Context, req collection) (*vim25.Client, *session.Manager, error) {
	address, err := soap.ParseURL(req.URL)
	if err != nil {
		return nil, nil, err
	}
	transport := soap.NewClient(address, false)
	transport.SetThumbprint(address.Host, req.SHA256)
	client, err := vim25.NewClient(ctx, transport)
	if err != nil {
		return nil, nil, err
	}
	manager := session.NewManager(client)
	return client, manager, manager.Login(ctx, url.UserPassword(req.Username, req.Password))
}

func readAll(ctx context.Context, client *vim25.Client, req collection) (collected, []types.ObjectContent, error) {
	var result collected
	var kinds []string
	var sets []types.PropertySpec
	for _, set := range req.Sets {
		kinds = append(kinds, set.Type)
		sets = append(sets, types.PropertySpec{Type: set.Type, PathSet: set.Paths})
	}
	root := client.ServiceContent.RootFolder
	everything, err := view.NewManager(client).CreateContainerView(ctx, root, kinds, true)
	if err != nil {
		return result, nil, err
	}
	defer func() { _ = everything.Destroy(ctx) }()
	collector := client.ServiceContent.PropertyCollector
	first, err := methods.RetrievePropertiesEx(ctx, client, &types.RetrievePropertiesEx{
		This: collector,
		SpecSet: []types.PropertyFilterSpec{{
			PropSet: sets,
			ObjectSet: []types.ObjectSpec{{
				Obj:       everything.Reference(),
				Skip:      types.NewBool(true),
				SelectSet: []types.BaseSelectionSpec{everything.TraversalSpec()},
			}},
		}},
		Options: types.RetrieveOptions{MaxObjects: req.MaxObjects},
	})
	if err != nil || first.Returnval == nil {
		return result, nil, err
	}
	objects, token := first.Returnval.Objects, first.Returnval.Token
	for result.Pages = 1; token != ""; result.Pages++ {
		next, err := methods.ContinueRetrievePropertiesEx(ctx, client, &types.ContinueRetrievePropertiesEx{This: collector, Token: token})
		if err != nil {
			return result, nil, err
		}
		objects, token = append(objects, next.Returnval.Objects...), next.Returnval.Token
	}
	return result, objects, nil
}
